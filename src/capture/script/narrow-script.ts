/**
 * The part of the capture script that reads only what belongs to some virtual servers. `only` has words
 * `PROTOCOL/ADDRESS/PORT/AS-IN-PROC`, where the address `node` means each address of this node; `members` has addresses
 * and ports that may be in IP sets. Both hold letters, digits, dots, colons and slashes only. More may be read than was asked for,
 * never less.
 */
export const NARROW_SCRIPT = String.raw`
only=$KUBECTL_IPVS_ONLY others=$KUBECTL_IPVS_MEMBERS
case $only$others in *[!0-9A-Za-z.:/\ ]*) fail 'what to ask for is not understood' ;; esac

# part WORD: sets protocol, address, port and hex.
part() { IFS=/; set -f -- $1; unset IFS; protocol=$1 address=$2 port=$3 hex=$4; }

# lookup ADDRESS: prints one virtual server without headers; nothing if the kernel has none.
lookup() {
  case $1 in *:*) server="[$1]:$port" ;; *) server=$1:$port ;; esac
  case $protocol in udp) option=-u ;; sctp) option=--sctp-service ;; *) option=-t ;; esac
  $limit ipvsadm -L -n $how $option "$server" >one 2>one.err; found=$?
  case $found in
  0) sed '1,/^  -> RemoteAddress/d' one ;;
  *) grep -q 'No such service' one.err || { cat one.err >&2; return $found; } ;;
  esac
}
listing() {
  how= titles='Prot LocalAddress:Port Scheduler Flags
  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn'
  list
}
rates() {
  how=--rate titles='Prot LocalAddress:Port                 CPS    InPPS   OutPPS    InBPS   OutBPS
  -> RemoteAddress:Port'
  list
}
list() {
  own=
  case $only in */node/*) own=$(own_addresses) ;; esac
  case $only in */node/*) if [ -z "$own" ] || [ "$(echo "$own" | wc -l)" -gt 64 ]; then only= ; fi ;; esac
  if [ -z "$only" ]; then $limit ipvsadm -L -n $how; return; fi
  head -n 1 "$root/proc/net/ip_vs"
  echo "$titles"
  for word in $only; do
    part "$word"
    if [ "$address" = node ]; then
      for each in $own; do lookup "$each" || return; done
    else lookup "$address" || return; fi
  done
}

# wanted: prints what is asked for of the file table.
# The hold space of sed says whether the lines belong to a virtual server that is asked for.
wanted() {
  if [ -z "$only" ] || ! has sed; then cat $p"table"; return; fi
  echo '1,3p' >filter
  echo '/^[A-Z]/{' >>filter
  printf '%s\n' x 's/.*//' x '}' >>filter
  for word in $only; do
    part "$word"
    case $protocol in udp) protocol=UDP ;; sctp) protocol=SCTP ;; *) protocol=TCP ;; esac
    if [ "$address" = node ]; then hex="[^ ]*$hex"; fi
    printf '%s\n' "/^$protocol  *$hex /{" x 's/.*/k/' x '}' >>filter
  done
  printf '%s\n' x '/^k/{' x p b '}' x >>filter
  sed -n -f filter $p"table"
}

# An interface other than kube-ipvs0 has few addresses, and they tell where node ports are served.
addresses() {
  if [ -n "$assumed" ]; then bound; return; fi
  if [ -z "$only" ]; then $limit ip -o addr; return; fi
  $limit ip -o addr >all || return
  echo ' none/' >kept
  for word in $only; do part "$word"; echo " $address/" >>kept; done
  grep -v ' kube-ipvs0 ' all
  grep ' kube-ipvs0 ' all | grep -F -f kept
  return 0
}
sets() {
  if [ -n "$assumed" ]; then members; return; fi
  if [ -z "$only" ]; then $limit ipset save; return; fi
  echo 'create ' >kept
  for word in $only; do
    part "$word"
    if [ "$address" = node ]; then printf ' %s\n:%s\n' "$port" "$port" >>kept; else echo " $address" >>kept; fi
  done
  for word in $others; do echo " $word" >>kept; done
  { $limit ipset save; echo $? >ended; } | grep -F -f kept
  read -r found <ended; return "$found"
}
`;
