import type {SHELLS} from './names-of.ts';

/** What kubectl calls for completion: a program of this name in PATH. */
export const KUBECTL_SCRIPT = {
  name: 'kubectl_complete-ipvs',
  text: '#!/bin/sh\n# kubectl calls this for the completion of "kubectl ipvs".\nexec kubectl ipvs __complete "$@"\n',
} as const;

/** The script of a shell; undefined for a shell that has none. */
export function completionScript(shell: string): string | undefined {
  return Object.hasOwn(SCRIPTS, shell) ? SCRIPTS[shell as keyof typeof SCRIPTS] : undefined;
}

// Each asks `kubectl-ipvs __complete WORDS`: a choice a line, what it is after a tab, and ":0" last where files fit too.

const BASH = `# Completion of kubectl-ipvs for bash.

__kubectl_ipvs_complete() {
  local words=("\${COMP_WORDS[@]:1:COMP_CWORD}") joined=() word line
  if [[ \${COMP_WORDS[0]##*/} == kubectl ]]; then
    [[ \${words[0]-} == ipvs ]] && ((COMP_CWORD > 1)) || return
    words=("\${words[@]:1}")
  fi
  # bash makes words of their own of the equals signs in --flag=value.
  for word in "\${words[@]}"; do
    if ((\${#joined[@]} > 0)) && [[ $word == = || \${joined[-1]} == -*= ]]; then
      joined[-1]+=$word
    else
      joined+=("$word")
    fi
  done
  COMPREPLY=()
  while IFS= read -r line; do
    case $line in
      :0) compopt -o default ;;
      :*) ;;
      *) COMPREPLY+=("\${line%%$'\\t'*}") ;;
    esac
  done < <(kubectl-ipvs __complete "\${joined[@]}" 2>/dev/null)
}

complete -F __kubectl_ipvs_complete kubectl-ipvs
complete -p kubectl >/dev/null 2>&1 || complete -F __kubectl_ipvs_complete kubectl
`;

const ZSH = `#compdef kubectl-ipvs
# Completion of kubectl-ipvs for zsh.

__kubectl_ipvs_complete() {
  local -a words_given choices
  local line
  words_given=("\${(@)words[2,CURRENT]}")
  if [[ \${words[1]:t} == kubectl ]]; then
    [[ \${words_given[1]} == ipvs ]] && (( CURRENT > 2 )) || return 1
    shift words_given
  fi
  while IFS= read -r line; do
    case $line in
      :0) _files ;;
      :*) ;;
      *) choices+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}") ;;
    esac
  done < <(kubectl-ipvs __complete "\${words_given[@]}" 2>/dev/null)
  compset -P '--*='
  (( \${#choices} )) && _describe 'kubectl ipvs' choices
}

compdef __kubectl_ipvs_complete kubectl-ipvs
(( \${+_comps[kubectl]} )) || compdef __kubectl_ipvs_complete kubectl
`;

const FISH = `# Completion of kubectl-ipvs for fish.

function __kubectl_ipvs_complete
    set -l given (commandline -opc) (commandline -ct)
    set -e given[1]
    if test (basename (commandline -opc)[1]) = kubectl
        set -e given[1]
    end
    set -l lines (kubectl-ipvs __complete $given 2>/dev/null)
    set -l prefix (string match -r -- '^--[^=]+=' (commandline -ct))
    for line in $lines
        switch $line
            case ':0'
                __fish_complete_path (commandline -ct)
            case ':*'
            case '*'
                echo $prefix$line
        end
    end
end

complete -c kubectl-ipvs -f -a '(__kubectl_ipvs_complete)'
if test (count (complete -c kubectl)) -eq 0
    complete -c kubectl -n '__fish_seen_subcommand_from ipvs' -f -a '(__kubectl_ipvs_complete)'
end
`;

const POWERSHELL = `# Completion of kubectl-ipvs for PowerShell.

Register-ArgumentCompleter -Native -CommandName 'kubectl-ipvs' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $given = @($commandAst.CommandElements | Select-Object -Skip 1 | ForEach-Object { $_.ToString() })
    if ($wordToComplete -eq '') { $given += '""' }
    kubectl-ipvs __complete @given 2>$null | Where-Object { $_ -notmatch '^:' } | ForEach-Object {
        $choice, $about = $_ -split "\`t", 2
        if (-not $about) { $about = $choice }
        [System.Management.Automation.CompletionResult]::new($choice, $choice, 'ParameterValue', $about)
    }
}
`;

const SCRIPTS: Readonly<Record<(typeof SHELLS)[number], string>> = {
  bash: BASH,
  zsh: ZSH,
  fish: FISH,
  powershell: POWERSHELL,
};
