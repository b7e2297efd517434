import {ASSUME_SCRIPT} from './assume-script.ts';
import {NARROW_SCRIPT} from './narrow-script.ts';

/**
 * The environment variables through which the script is told what to do. Nothing else tells it anything: no text of a
 * user ever becomes part of a shell command.
 */
export const SCRIPT_VARIABLES = {
  /** Names of the sources to read, in this order, with spaces between. */
  sources: 'KUBECTL_IPVS_SOURCES',
  /** `yes`: also read /proc/net/ip_vs where ipvsadm has told the whole table. */
  complete: 'KUBECTL_IPVS_COMPLETE',
  /** Virtual servers to read, see `narrow-script.ts`; empty: all. */
  only: 'KUBECTL_IPVS_ONLY',
  /** Addresses and ports whose memberships in IP sets are read beside those of the virtual servers. */
  members: 'KUBECTL_IPVS_MEMBERS',
  /** Where kube-proxy's metrics port is asked, in this order: `ADDRESS:PORT` with spaces between. */
  metrics: 'KUBECTL_IPVS_METRICS',
  /** Where kube-proxy's health port is asked. */
  health: 'KUBECTL_IPVS_HEALTH',
  /** Digests of what is expected, see `assume-script.ts`; empty: nothing is. */
  assumed: 'KUBECTL_IPVS_ASSUMED',
  /** How many encoded bytes may be written: beyond about 10 MiB the kubelet rotates the log away. */
  budget: 'KUBECTL_IPVS_BUDGET',
  /** Put before the names of the script's own files in that directory. */
  prefix: 'KUBECTL_IPVS_PREFIX',
  /** A writable directory. */
  work: 'KUBECTL_IPVS_WORK',
  /** Put before /proc, /sys and /etc; empty except in tests. */
  root: 'KUBECTL_IPVS_ROOT',
} as const;

/** The first word of the first and the last line that the script writes. */
export const FRAME_MARK = 'kubectl-ipvs-capture';

/** The version of the format that the script writes and the decoder reads. */
export const FRAME_VERSION = '2';

/**
 * What runs in the debug pod, for `sh -c`. It needs a POSIX shell, `cat`, `grep`, `rm` and `wc`, which kube-proxy's own
 * image has, and uses what else is there: texts are packed with gzip and base64 where they can be, else they go as they
 * are; checked by sha256sum or cksum, else sent twice. It only reads, and asks no program whose
 * question would make the kernel load a module. A text goes out only if its command succeeded: a listing that broke off
 * would look like a shorter table. The same goes for a table of which the kernel leaves entries out
 * (https://github.com/torvalds/linux/blob/v6.1/net/netfilter/ipvs/ip_vs_ctl.c: `ip_vs_info_array` counts the entries of
 * one network namespace, `ip_vs_info_seq_next` those of all).
 *
 * Kubernetes replaces a doubled dollar sign, and a variable's name in parentheses after one, so neither occurs here
 * (https://github.com/kubernetes/kubernetes/blob/master/third_party/forked/golang/expansion/expand.go).
 */
export const CAPTURE_SCRIPT = String.raw`# kubectl ipvs: reads this node's IPVS table and what belongs to it. Changes nothing.
set -f
LC_ALL=C; TZ=UTC; PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
export LC_ALL TZ PATH
unset http_proxy https_proxy all_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY
root=$KUBECTL_IPVS_ROOT p=$KUBECTL_IPVS_PREFIX
count=0 sent=0 listed= saved= mode= silent=' '

has() { command -v "$1" >/dev/null 2>&1; }
fail() { echo "${FRAME_MARK} failed $1"; exit 3; }
now() { if has date; then date -u +%Y-%m-%dT%H:%M:%SZ; else echo -; fi; }
writable() { cd "$KUBECTL_IPVS_WORK" && : >$p"index"; }
writable 2>/dev/null || fail 'the directory for temporary files is not writable'

pack=cat packing=none
if has gzip && echo | gzip -c >$p"body" 2>/dev/null; then pack='gzip -c' packing=gzip; fi
coding=text
if has od && has tr; then coding=hex; fi
if has base64 && echo | base64 >/dev/null 2>&1; then coding=base64; fi
hash= digest=twice
if has cksum; then hash=cksum digest=cksum; fi
if has sha256sum && echo | sha256sum >/dev/null 2>&1; then hash=sha256sum digest=sha256; fi
if [ $coding = text ]; then pack=cat packing=none; fi
limit= brief=
if has timeout && timeout 5 true 2>/dev/null; then limit='timeout 20' brief='timeout 6'; fi
client=none
if has wget; then client=wget; fi
if has curl; then client=curl; fi
quiet=-q
if [ $client = wget ]; then case $(wget --version 2>/dev/null) in GNU*) quiet='-nv -t 1' ;; esac; fi

sum() { if [ -z "$hash" ]; then echo -; return; fi; set -- $($hash <"$1"); echo "$1"; }
raw() { if [ $coding = base64 ]; then base64 <$p"body"; else od -An -v -tx1 <$p"body"; fi; }
encode() { if [ $coding = text ]; then cat $p"body"; echo; elif has fold && has tr; then raw | tr -d ' \n' | fold -w 3072; echo; elif has tr; then raw | tr -d ' '; else raw; fi; }

# frame STREAM NAME TOOL STATUS: writes what is in the file body.
frame() {
  size=$(wc -c <$p"body"); size=$((size))
  case $coding in hex) cost=$((size * 2)) ;; base64) cost=$((size * 4 / 3)) ;; *) cost=$size ;; esac
  if [ $digest = twice ]; then cost=$((cost * 2)); fi
  state=$4
  if [ $((sent + cost)) -gt "$KUBECTL_IPVS_BUDGET" ]; then : >$p"body"; size=0 cost=0 state=too-large; fi
  sent=$((sent + cost)) count=$((count + 1))
  line="= $count $1 $2 $3 $state $size $(sum $p"body")"
  echo "$line" >>$p"index"
  echo "$line"
  if [ $size -gt 0 ]; then
    encode
    if [ $digest = twice ]; then encode; fi
  fi
}
refuse() { : >$p"body"; frame out "$@"; }

beginning() { if has dd; then dd if="$1" bs=2000 count=1 2>/dev/null; else grep -m 10 '' "$1"; fi; }

# finish NAME TOOL STATUS: frames the output if the command succeeded, and what it said on standard error.
finish() {
  if [ "$3" = 0 ]; then frame out "$@"; else refuse "$@"; fi
  if [ -s $p"err" ]; then beginning $p"err" | $pack >$p"body"; frame err "$@"; fi
}

# take NAME TOOL COMMAND...: runs the command and frames what it prints.
take() {
  name=$1 tool=$2
  shift 2
  rm -f $p"status"
  : >$p"err"
  if { { "$@" 2>$p"err"; echo $? >$p"status"; } | $pack >$p"body"; } 2>/dev/null && read -r code <$p"status"; then :; else code=lost; fi
  case $code in 0 | lost) ;; *) code=exit=$code ;; esac
  finish "$name" "$tool" "$code"
}

# able NAME TOOL KERNEL-FILE: whether the tool is there and the kernel has what it asks about.
able() {
  code=missing
  if [ ! -e "$root$3" ]; then refuse "$1" "$2" not-in-kernel; return 1; fi
  if ! has "$2"; then refuse "$1" "$2" missing; return 1; fi
}
# ask NAME TOOL KERNEL-FILE ARGUMENT...: runs the tool if it can be asked.
ask() {
  able "$1" "$2" "$3" || return
  asked=$1 program=$2
  shift 3
  take "$asked" "$program" $limit "$program" "$@"
}
# tell NAME TOOL KERNEL-FILE FUNCTION: runs the function, which asks the tool.
tell() { if able "$1" "$2" "$3"; then take "$1" "$2" "$4"; fi; }
ipvs() { code=missing; source=$1; shift; ask "$source" ipvsadm /proc/net/ip_vs "$@"; }
copy() { if [ -e "$root$2" ]; then take "$1" cat cat "$root$2"; else refuse "$1" cat not-in-kernel; fi; }

# whole NAME FILE: copies a table of /proc, unless entries are missing from it. If other network namespaces have virtual
# servers too, the kernel skips some of ours from one read to the next, but none on its way to a place far behind: then
# something stands behind the end.
whole() {
  for attempt in 1 2 3; do
    cat "$root$2" >$p"table" 2>/dev/null || break
    if complete "$root$2"; then
      take "$1" cat wanted
      return
    fi
  done
  if [ -r "$root$2" ]; then refuse "$1" cat incomplete; else copy "$@"; fi
}
# complete FILE: whether the file table holds all that the kernel has. Without dd nothing can be read from a place far
# behind; but each virtual server of any namespace holds its scheduler's module, and a first page is never short.
complete() {
  length=$(wc -c <$p"table")
  if has dd; then [ "$(dd if="$1" bs=1 skip=$((length + 1)) count=1 2>/dev/null | wc -c)" -eq 0 ]; return; fi
  if [ "$length" -lt 3500 ] || [ ! -r "$root/proc/modules" ]; then return 0; fi
  held=0
  while read -r module bytes used rest; do
    case $module.$used in ip_vs_*.*[!0-9]*) ;; ip_vs_*) held=$((held + used)) ;; esac
  done <"$root/proc/modules"
  [ "$held" -le "$(grep -c -E '^(TCP|UDP|SCTP|FWM) ' $p"table")" ]
}

# asked ANSWER: tells what came back from a place of kube-proxy's.
asked() {
  line="? $name $client $place $1"
  echo "$line" >>$p"index"
  echo "$line"
}

# meaning: sets answer for what the client ended with and what it said.
meaning() {
  said=$(cat $p"err")
  case "$client $code $said" in
  *' 126 '* | *' 127 '*) answer=missing ;;
  'curl 7 '* | *efused*) answer=refused ;;
  'curl 28 '*onnection\ time* | 'curl 28 '*ailed\ to\ connect*) answer=dropped ;;
  'curl 28 '* | *'timed out'* | *' 124 '* | *' 143 '*) answer=silent ;;
  *) answer=exit=$code ;;
  esac
}

# http NAME PATH PLACE...: asks kube-proxy at one place after the other until one answers. A place that is closed or silent
# is not asked again: each time may cost 5 s.
http() {
  name=$1 path=$2 last=missing
  shift 2
  : >$p"err"
  if [ $client = none ]; then refuse "$name" curl/wget missing; return; fi
  for place; do
    case $silent in
    *" $place="*) answer=${'$'}{silent##* $place=} answer=${'$'}{answer%% *} ;;
    *) fetch || return ;;
    esac
    asked "$answer"
    # A process that hangs says more than a port where nothing listens.
    case $last-$answer in missing-* | refused-*) last=$answer ;; esac
  done
  finish "$name" $client "$last"
}
# fetch: asks one place; fails if it answers, once the answer is written.
fetch() {
  : >$p"answer"; : >$p"err"
  answered=200
  if [ $client = curl ]; then
    answered=$(curl -gsS --max-time 5 -o $p"answer" -w '%{http_code}' "http://$place/$path" 2>$p"err"); code=$?
  else
    $brief wget $quiet -T 5 -O $p"answer" "http://$place/$path" 2>$p"err"; code=$?
  fi
  # GNU wget ends with 8, that of busybox with 1 and a word, when the answer is not a success.
  if [ $client = wget ] && { [ $code = 8 ] || grep -q HTTP/ $p"err"; }; then code=0 answered=error; fi
  if [ $code != 0 ]; then
    meaning
    silent="$silent$place=$answer "
    return 0
  fi
  if [ $client = wget ]; then : >$p"err"; fi
  case "$answered $path" in 200* | '503 healthz' | '503 livez') code=0 ;; *) code=http=$answered ;; esac
  asked "$answered"
  if [ "$path" = proxyMode ]; then read -r mode <$p"answer" || :; fi
  $pack <$p"answer" >$p"body"
  finish "$name" $client "$code"
  return 1
}
metrics=${'$'}{KUBECTL_IPVS_METRICS:-127.0.0.1:10249} health=${'$'}{KUBECTL_IPVS_HEALTH:-127.0.0.1:10256}
case $metrics$health in *[!][0-9a-f.:\ ]*) fail 'where to ask kube-proxy is not understood' ;; esac

${NARROW_SCRIPT}${ASSUME_SCRIPT}
routes() { ip route show table all; four=$?; ip -6 route show table all && return $four; }
modules() {
  if has lsmod && lsmod 2>/dev/null; then return; fi
  echo 'Module                  Size  Used by'
  while read -r module bytes used by rest; do
    by=${'$'}{by%-} by=${'$'}{by%,}
    echo "$module $bytes $used${'$'}{by:+ $by}"
  done <"$root/proc/modules"
}
# A setting must be read in one go, which the shell's own read does not do.
settings() (
  set +f
  cd "$root/proc/sys" 2>/dev/null || exit 1
  paths=
  for device in all default kube-ipvs0 "$root"/sys/class/net/*/device; do
    device=${'$'}{device%/device}
    conf=net/ipv4/conf/${'$'}{device##*/}
    paths="$paths $conf/arp_* $conf/route_localnet $conf/rp_filter"
  done
  grep -H '' $paths net/bridge/* net/ipv4/ip_forward* net/ipv4/ip_local_port_range net/ipv4/ip_local_reserved_ports net/ipv4/vs/* net/ipv6/conf/all/forwarding \
    net/netfilter/nf_conntrack_* net/nf_conntrack_max 2>/dev/null |
    while IFS= read -r line; do dotted "${'$'}{line%%:*}"; echo "$dotted = ${'$'}{line#*:}"; done
)
# dotted PATH: sets dotted to the name with dots for slashes, and slashes for the dots in an interface's name, as sysctl does.
dotted() {
  IFS=/
  set -- $1
  unset IFS
  dotted=
  for word; do
    while :; do case $word in *.*) word=${'$'}{word%%.*}/${'$'}{word#*.} ;; *) break ;; esac; done
    dotted=$dotted.$word
  done
  dotted=${'$'}{dotted#.}
}
# netfilter NAME FAMILY SAVE: reads the rules of the mode that kube-proxy answered: in nftables mode its table, in iptables
# mode what SAVE prints, unless that is asked for anyway. Without an answer both, where there is no IPVS. nft is asked only
# where nf_tables is loaded, since its question would load it.
netfilter() {
  case " $KUBECTL_IPVS_SOURCES " in *" $3.txt "*) saves=no ;; *) saves=yes ;; esac
  case $mode$saves in
  iptablesyes) ask "$3.txt" "$3" /proc; return ;;
  yes) [ -e "$root/proc/net/ip_vs" ] || ask "$3.txt" "$3" /proc ;;
  esac
  family=$2
  case $mode in
  nftables) tell "$1" nft /proc table ;;
  *) if has nft && grep -q '^nf_tables ' "$root/proc/modules" 2>/dev/null; then take "$1" nft table; fi ;;
  esac
}
# table: kube-proxy's table; where the kernel has none, the list of those that there are tells so.
table() {
  $limit nft -j list table "$family" kube-proxy 2>$p"reason" && return
  if grep -q 'No such file' $p"reason"; then $limit nft -j list tables "$family"; else cat $p"reason" >&2; return 1; fi
}
first() { if read -r line; then echo "$line"; fi; }
versions() {
  [ -e "$root/proc/net/ip_vs" ] && has ipvsadm && ipvsadm --version
  [ -e "$root/sys/module/ip_set" ] && has ipset && ipset --version
  for program in iptables conntrack curl; do has $program && $program --version | first; done
  has ip && ip -V 2>&1 | first
  [ -r "$root/etc/os-release" ] && while IFS= read -r line; do
    case $line in PRETTY_NAME=*) echo "${'$'}{line#PRETTY_NAME=}" ;; esac
  done <"$root/etc/os-release"
  return 0
}
# kernel: what uname -a prints; the machine is known only where it is told.
kernel() {
  if has uname; then uname -a; return; fi
  sys=$root/proc/sys/kernel
  read -r machine <"$sys/arch" || machine=unknown
  echo "$(cat "$sys/ostype") $(cat "$sys/hostname") $(cat "$sys/osrelease") $(cat "$sys/version") $machine GNU/Linux"
} 2>/dev/null

line="${FRAME_MARK} ${FRAME_VERSION} $packing $coding $digest $(now)"
echo "$line" >$p"index"
echo "$line"
for source in $KUBECTL_IPVS_SOURCES; do
  case $source in
  ipvsadm-save.txt) tell "$source" ipvsadm /proc/net/ip_vs rules; saved=$code ;;
  ipvsadm-list.txt)
    # Where all is as expected nothing has weight 0, so nobody asks for the connections left.
    if [ "$saved" = 0 ] && [ ! -e $p"differs" ]; then listed=0
    else tell "$source" ipvsadm /proc/net/ip_vs listing; listed=$code; fi ;;
  ipvsadm-stats.txt) ipvs "$source" -L -n --stats --exact ;;
  ipvsadm-rate.txt) tell "$source" ipvsadm /proc/net/ip_vs rates ;;
  ipvsadm-connections.txt) ipvs "$source" -L -n -c ;;
  ipvsadm-timeouts.txt) ipvs "$source" -L --timeout ;;
  ipvsadm-persistent.txt) ipvs "$source" -L -n --persistent-conn ;;
  proc-net-ip_vs.txt)
    case $KUBECTL_IPVS_COMPLETE$saved$listed/$only in
    00/* | 0/?*) ;;
    *) whole "$source" /proc/net/ip_vs ;;
    esac ;;
  proc-net-ip_vs_conn.txt) copy "$source" /proc/net/ip_vs_conn ;;
  proc-net-ip_vs_stats.txt) copy "$source" /proc/net/ip_vs_stats ;;
  addresses.txt) tell "$source" ip /proc addresses ;;
  ipset-save.txt) tell "$source" ipset /sys/module/ip_set sets ;;
  iptables-save.txt) ask "$source" iptables-save /proc ;;
  ip6tables-save.txt) ask "$source" ip6tables-save /proc ;;
  conntrack.txt) ask "$source" conntrack /proc/sys/net/netfilter/nf_conntrack_count -L ;;
  conntrack-stats.txt) ask "$source" conntrack /proc/sys/net/netfilter/nf_conntrack_count -S ;;
  routes.txt) tell "$source" ip /proc routes ;;
  modules.txt) take "$source" lsmod modules ;;
  sysctl.txt) take "$source" sysctl settings ;;
  kube-proxy-metrics.txt) http "$source" metrics $metrics ;;
  kube-proxy-configz.json) http "$source" configz $metrics ;;
  kube-proxy-mode.txt) http "$source" proxyMode $metrics ;;
  kube-proxy-healthz.json) http "$source" healthz $health ;;
  kube-proxy-livez.json) http "$source" livez $health ;;
  nft-ip-kube-proxy.json) netfilter "$source" ip iptables-save ;;
  nft-ip6-kube-proxy.json) netfilter "$source" ip6 ip6tables-save ;;
  nft-version.txt) if has nft; then take "$source" nft nft --version; fi ;;
  uname.txt) take "$source" uname kernel ;;
  versions.txt) take "$source" sh versions ;;
  esac
done
line="${FRAME_MARK} end $count $(now)"
echo "$line" >>$p"index"
echo "$line $(sum $p"index")"
if [ $digest = twice ]; then cat $p"index"; fi
`;
