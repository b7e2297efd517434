/** The environment variables through which the script is told what to sample. No text of a user becomes part of a command. */
export const SAMPLE_VARIABLES = {
  /** Virtual servers, with spaces between: `TCP,10.96.0.1:80,0A600001,0050`, last two as in `/proc/net/ip_vs_conn`. */
  targets: 'KUBECTL_IPVS_TARGETS',
  /** Seconds between samples. */
  interval: 'KUBECTL_IPVS_INTERVAL',
  /** Seconds after which the script ends by itself. */
  seconds: 'KUBECTL_IPVS_SECONDS',
  /** How many encoded bytes may be written: beyond about 10 MiB the kubelet rotates the log away. */
  budget: 'KUBECTL_IPVS_BUDGET',
  /** The connection table is read with each so many-th sample. */
  every: 'KUBECTL_IPVS_EVERY',
  /** Addresses as in `/proc/net/ip_vs_conn`; empty: connections are not listed one by one. */
  client: 'KUBECTL_IPVS_CLIENT',
  real: 'KUBECTL_IPVS_REAL',
  /** The most connections that are listed one by one. */
  most: 'KUBECTL_IPVS_MOST',
  /** `yes`: connect to one virtual server with each sample. */
  probe: 'KUBECTL_IPVS_PROBE',
  work: 'KUBECTL_IPVS_WORK',
  root: 'KUBECTL_IPVS_ROOT',
} as const;

/** The first word of the first and the last line that the script writes. */
export const SAMPLE_MARK = 'kubectl-ipvs-sample';

/** The version of the format that the script writes and the decoder reads. */
export const SAMPLE_VERSION = '1';

/**
 * What runs in a debug pod that samples: POSIX, and busybox is enough. It only reads, and only what belongs to the virtual
 * servers that it is told. With each sample it writes a line with number, node clock before and after, size and checksum,
 * then the encoded text, then a full stop; a text like the one before is not written again. Times are those of
 * `/proc/uptime`: nobody sets that clock.
 *
 * As in the capture script, no variable's name stands in parentheses after a dollar sign, nor two dollar signs together.
 */
export const SAMPLE_SCRIPT = String.raw`# kubectl ipvs: samples some virtual servers of this node. Changes nothing.
set -f
LC_ALL=C; TZ=UTC; PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
export LC_ALL TZ PATH
unset http_proxy https_proxy all_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY
root=$KUBECTL_IPVS_ROOT
count=0 sent=0 last= probes=0 probed=

has() { command -v "$1" >/dev/null 2>&1; }
fail() { echo "${SAMPLE_MARK} failed $1"; exit 3; }
clock() { read -r now rest <"$root/proc/uptime"; }
writable() { cd "$KUBECTL_IPVS_WORK" && : >body; }
writable 2>/dev/null || fail 'the directory for temporary files is not writable'
for program in awk cut grep head od sed sort tr; do
  has $program || fail "the image has no $program, which sampling needs"
done
clock 2>/dev/null || fail 'the clock of the node cannot be read (/proc/uptime)'

pack=cat packing=none
if has gzip && echo | gzip -c >packed 2>/dev/null; then pack='gzip -c' packing=gzip; fi
coding=hex
if has base64 && echo | base64 >/dev/null 2>&1; then coding=base64; fi
hash=cksum digest=cksum
if has sha256sum && echo | sha256sum >/dev/null 2>&1; then hash=sha256sum digest=sha256; fi
limit=
if has timeout && timeout 5 true 2>/dev/null; then limit='timeout 10'; fi
tables=proc
if has ipvsadm && [ -e "$root/proc/net/ip_vs" ] && ipvsadm -L --timeout >/dev/null 2>&1; then tables=ipvsadm; fi
prober=
if [ "$KUBECTL_IPVS_PROBE" = yes ]; then
  for program in curl nc; do if [ -z "$prober" ] && has $program; then prober=$program; fi; done
fi

sum() { set -- $($hash <"$1"); echo "$1"; }
raw() { if [ $coding = base64 ]; then base64 <packed; else od -An -v -tx1 <packed; fi; }
encode() { if has fold; then raw | tr -d ' \n' | fold -w 3072; echo; else raw | tr -d ' '; fi; }

# split TARGET: its parts, and the option by which ipvsadm knows it.
split() {
  protocol=${'$'}{1%%,*} rest=${'$'}{1#*,}
  socket=${'$'}{rest%%,*}
  case $protocol in UDP) option=-u ;; SCTP) option=--sctp-service ;; *) option=-t ;; esac
}

# listing FLAGS...: what ipvsadm says of each target; the titles once. A virtual server that is not there has no rows.
listing() {
  titled= code=0
  : >rows
  for target in $KUBECTL_IPVS_TARGETS; do
    split "$target"
    if $limit ipvsadm -L -n $option "$socket" "$@" >one 2>err; then
      if [ -z "$titled" ]; then head -n 2 one >titles; titled=yes; fi
      sed 1,2d one >>rows
    elif ! grep -q 'No such service' err; then code=failed; fi
  done
  if [ $code = 0 ] && [ -n "$titled" ]; then
    { head -n 1 "$root/proc/net/ip_vs"; cat titles rows; } >text
  else : >text; fi
}

# proc_table: rows of the targets in /proc/net/ip_vs, and its titles.
proc_table() {
  code=0
  awk -v targets="$KUBECTL_IPVS_TARGETS" '
    BEGIN { n = split(targets, words, " "); for (i = 1; i <= n; i++) { split(words[i], part, ","); a = part[3]; if (a ~ /:/) a = "[" a "]"; want[part[1] " " a ":" part[4]] = 1 } }
    NR <= 3 { print; next }
    /^ / { if (on) print; next }
    { on = (($1 " " $2) in want); if (on) print }' "$root/proc/net/ip_vs" >text 2>err || code=failed
}

# connections: entries of the connection table counted by virtual server, real server and state; and some one by one.
connections() {
  code=0
  : >entries
  awk -v targets="$KUBECTL_IPVS_TARGETS" -v client="$KUBECTL_IPVS_CLIENT" -v real="$KUBECTL_IPVS_REAL" -v most="$KUBECTL_IPVS_MOST" '
    BEGIN { n = split(targets, words, " "); for (i = 1; i <= n; i++) { split(words[i], part, ","); want[part[1] " " part[3] " " part[4]] = 1 } }
    NR == 1 { print >"entries"; next }
    !(($1 " " $4 " " $5) in want) { next }
    {
      template = ($3 == "0000")
      key = $1 " " $4 " " $5 " " $6 " " $7 " " $8 " " template
      number[key]++
      if ($9 > latest[key]) latest[key] = $9
      if (!template && (client != "" || real != "") && (client == "" || client == $2) && (real == "" || real == $6)) {
        matching++
        if (matching <= most) print >"entries"
      }
    }
    END { for (key in number) print key, number[key], latest[key]; print "matching", matching + 0 }' "$root/proc/net/ip_vs_conn" >text 2>err || code=failed
}

# tracked: entries of the connection tracking to the targets, for the connections that are listed one by one.
tracked() {
  code=0
  : >wanted
  for target in $KUBECTL_IPVS_TARGETS; do
    split "$target"
    address=${'$'}{socket%:*} address=${'$'}{address#[}
    echo " dst=${'$'}{address%]} " >>wanted
  done
  { $limit conntrack -L && $limit conntrack -L -f ipv6; } >all 2>err || code=failed
  grep -F -f wanted all | sort -u | head -n 5000 >text
}

# probe: one connect to one virtual server; which real server it came to is in the connection table.
probe() {
  set -- $KUBECTL_IPVS_TARGETS
  shift $(((probes - 1) % $#))
  split "$1"
  [ "$protocol" = TCP ] || { echo "$1 skipped" >text; return; }
  local_port=$((61000 + probes % 4000))
  address=${'$'}{socket%:*} address=${'$'}{address#[} address=${'$'}{address%]} port=${'$'}{socket##*:}
  if [ $prober = curl ]; then
    took=$(curl -s -g -o /dev/null --noproxy '*' --local-port $local_port --connect-timeout 2 --max-time 3 -w '%{time_connect}' "telnet://$socket" </dev/null 2>err)
    case $took in '' | 0 | [0][.,]000 | [0][.,]000000) result=failed ;; *) result=connected ;; esac
  else
    clock; before=$now
    if timeout 3 nc -z -w 2 -p $local_port "$address" "$port" >/dev/null 2>err; then result=connected; else result=failed; fi
    clock; took=$before-$now
  fi
  hex=$(printf '%04X' $local_port)
  landed=$(awk -v port="$hex" -v to="$(echo "$1" | cut -d, -f3,4)" '$3 == port && ($4 "," $5) == to { print $6 " " $7; exit }' "$root/proc/net/ip_vs_conn" 2>/dev/null)
  echo "$1 $result $local_port $took $landed" >text
}

# part NAME: adds what is in the file text to the sample, with the state in code.
part() { echo "@ $1 $code"; if [ $code = 0 ]; then cat text; fi; }
look() {
  if [ $tables = ipvsadm ]; then
    listing; part ipvsadm-list.txt
    listing --stats --exact; part ipvsadm-stats.txt
  else
    proc_table; part proc-net-ip_vs.txt
  fi
  if [ $(((count - 1) % KUBECTL_IPVS_EVERY)) = 0 ]; then
    connections; part connections
    if [ -n "$KUBECTL_IPVS_CLIENT$KUBECTL_IPVS_REAL" ]; then
      cat entries >text; part proc-net-ip_vs_conn.txt
      if has conntrack && [ $tables = ipvsadm ]; then tracked; part conntrack.txt; fi
    fi
  fi
  # At most one connect a second, and 600 of one pod.
  if [ -n "$prober" ] && [ $probes -lt 600 ] && [ "${'$'}{from%%.*}" != "$probed" ]; then
    probed=${'$'}{from%%.*} probes=$((probes + 1)) code=0
    probe; part probe
  fi
}

# write FROM TO: frames the file body.
write() {
  now_is=$(sum body)
  if [ "$now_is" = "$last" ]; then echo "= $count $1 $2 same $now_is"; sent=$((sent + 120)); return; fi
  last=$now_is
  $pack <body >packed
  size=$(wc -c <packed); size=$((size))
  echo "= $count $1 $2 $size $(sum packed) $now_is"
  encode
  echo .
  if [ $coding = hex ]; then sent=$((sent + size * 2 + 300)); else sent=$((sent + size * 4 / 3 + 300)); fi
}

clock
end=$((${'$'}{now%%.*} + KUBECTL_IPVS_SECONDS))
echo "${SAMPLE_MARK} ${SAMPLE_VERSION} $packing $coding $digest $tables ${'$'}{prober:-none} $now"
while :; do
  count=$((count + 1))
  clock; from=$now
  look >body
  clock
  write "$from" "$now"
  if [ $sent -gt "$KUBECTL_IPVS_BUDGET" ]; then echo "${SAMPLE_MARK} end $count full"; exit 0; fi
  if [ ${'$'}{now%%.*} -ge $end ]; then echo "${SAMPLE_MARK} end $count time"; exit 0; fi
  sleep "$KUBECTL_IPVS_INTERVAL"
done
`;
