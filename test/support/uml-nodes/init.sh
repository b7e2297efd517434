#!/bin/sh
# The first process of a User Mode Linux that lives as long as a test suite (start-uml-nodes.ts boots it). Its console takes
# a line for each job: `run ID` starts /run/io/ID/job in the background, whose output goes to /run/io/ID/log; `kill ID`
# ends it by force. It answers `ready`, and `done ID STATUS` when a job has ended.
# The root file system is the host's, read-only; /run/io is the directory on the host named by UML_IO.
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t tmpfs tmpfs /run
mount -t tmpfs tmpfs /tmp
mkdir -p /run/io /run/bin /run/pids /run/modules/lib/modules
mount -t hostfs none /run/io -o "$UML_IO"
unset UML_IO

# The kernel's modules are not where modprobe looks, and that place is read-only.
ln -s "/usr/lib/uml/modules/$(uname -r)" "/run/modules/lib/modules/$(uname -r)"
printf '#!/bin/sh\nexec /sbin/modprobe -d /run/modules "$@"\n' >/run/bin/modprobe
chmod +x /run/bin/modprobe
echo /run/bin/modprobe >/proc/sys/kernel/modprobe
export PATH=/run/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/run
for module in ip_vs ip_vs_rr ip_vs_wrr ip_vs_lc ip_vs_sh ip_vs_mh dummy veth ip_set nf_conntrack_netlink; do
  modprobe "$module"
done
ip link set lo up

# An image with busybox and nothing else. Below .host are the programs that give a container its user and capabilities.
image=/run/images/busybox
for place in bin proc sys dev tmp etc .host; do mkdir -p "$image/$place"; done
mount --bind /usr "$image/.host"
cp /bin/busybox "$image/bin/busybox"
chroot "$image" /bin/busybox --install -s /bin
# Debian's static busybox crashes at its wget (a name service of another C library), and its shell prefers its own
# programs: a curl that does what is asked of it here takes its place.
cat >"$image/bin/curl" <<'CURL'
#!/bin/sh
while [ "$1" != -o ]; do shift; done
file=$2 url=${5#http://}
host=${url%%/*}
printf 'GET /%s HTTP/1.0\r\n\r\n' "${url#*/}" | nc "${host%:*}" "${host#*:}" >"$file" 2>/dev/null || exit 7
head -n 1 "$file" | cut -d ' ' -f 2
sed -i '1,/^\r*$/d' "$file"
CURL
chmod +x "$image/bin/curl"
echo 'PRETTY_NAME="busybox"' >"$image/etc/os-release"
mknod -m 666 "$image/dev/null" c 1 3

# start ID: runs a job, and says when it has ended.
start() {
  sh "/run/io/$1/job" >"/run/io/$1/log" 2>&1 </dev/null &
  echo $! >"/run/pids/$1"
  wait $!
  status=$?
  rm -f "/run/pids/$1"
  echo "done $1 $status"
}

stty -echo
echo ready
while read -r verb id; do
  case $verb in
  run) start "$id" & ;;
  kill) kill -9 "$(cat "/run/pids/$id")" 2>/dev/null ;;
  esac
done
echo o >/proc/sysrq-trigger
sleep 60
