/**
 * The part of the capture script that compares long texts with what the asker expects, by digest: what is equal is told
 * in one line that begins with `# assumed`. `KUBECTL_IPVS_ASSUMED` has words `NAME=SHA256`, each of sorted lines.
 */
export const ASSUME_SCRIPT = String.raw`
assumed=$KUBECTL_IPVS_ASSUMED
case $assumed in *[!0-9A-Za-z=/\ _-]*) fail 'what is expected is not understood' ;; esac
if [ "$hash" != sha256sum ] || ! has sort; then assumed= ; fi

# same NAME: whether the lines in the file part are those expected under the name. The file differs tells that some were not.
same() {
  case " $assumed " in *" $1=$(sum part) "*) return 0 ;; esac
  : >$p"differs"
  return 1
}
own_addresses() { ip -o addr 2>/dev/null | grep -v ' kube-ipvs0 ' | sed -n 's|.* inet6* \([0-9a-f.:]*\)/.*|\1|p'; }

# rules: prints the saved rules. Those at addresses of the node itself are compared address by address.
rules() {
  : >$p"differs"
  if [ -z "$assumed" ] || ! { $limit ipvsadm -S -n >all; } 2>/dev/null; then $limit ipvsadm -S -n; return; fi
  own=$(own_addresses)
  if [ -z "$own" ] || [ "$(echo "$own" | wc -l)" -gt 64 ]; then cat all; return; fi
  rm -f $p"differs"
  for each in $own; do
    case $each in *:*) each="[$each]" ;; esac
    printf '%s\n' "-t $each:" "-u $each:" "--sctp-service $each:"
  done >kept
  grep -v -F -f kept all | sort >part
  # Not in order of the alphabet: real servers stand behind their virtual server.
  if same services; then echo '# assumed services'; else grep -v -F -f kept all; fi
  for each in $own; do
    case $each in *:*) family=node6 server="\[$each]" ;; *) family=node4 server=$each ;; esac
    sed -n "s/^\(-[Aa] [^ ]* \)$server:/\1node:/p" all | sort >part
    if [ ! -s part ]; then continue; fi
    if same $family; then echo "# assumed $family $each"; else sed -n "/^-[Aa] [^ ]* $server:/p" all; fi
  done
}

bound() {
  $limit ip -o addr >all || return
  sed -n 's|^[0-9]*: kube-ipvs0  *inet6* \([0-9a-f.:]*\)/.*|\1|p' all | grep -v '^fe80:' | sort >part
  if ! same bound; then cat all; return; fi
  grep -v ' kube-ipvs0 ' all
  grep ' kube-ipvs0 .* inet6 fe80:' all
  echo '# assumed bound'
}

members() {
  if ! { $limit ipset save >all; } 2>/dev/null; then $limit ipset save; return; fi
  grep -v '^add KUBE-' all
  for set in $(sed -n 's/^create \(KUBE-[^ ]*\) .*/\1/p' all); do
    grep "^add $set " all | sort >part
    if [ ! -s part ]; then continue; fi
    if same "set/$set"; then echo "# assumed set/$set"; else cat part; fi
  done
  return 0
}
`;
