#!/bin/sh
# The first process in a User Mode Linux (test/support/uml.ts starts it): runs /run/io/script and switches off.
# The root file system is the host's, read-only; /run/io is the directory on the host named by UML_IO.
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t tmpfs tmpfs /run
mount -t tmpfs tmpfs /tmp
mkdir -p /run/io /run/bin "/run/modules/lib/modules"
mount -t hostfs none /run/io -o "$UML_IO"

# The kernel's modules are not where modprobe looks, and that place is read-only.
ln -s "/usr/lib/uml/modules/$(uname -r)" "/run/modules/lib/modules/$(uname -r)"
printf '#!/bin/sh\nexec /sbin/modprobe -d /run/modules "$@"\n' > /run/bin/modprobe
chmod +x /run/bin/modprobe
echo /run/bin/modprobe > /proc/sys/kernel/modprobe

export PATH=/run/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/run
unset UML_IO
ip link set lo up
cd /run/io || exit 1
sh /run/io/script > /run/io/stdout 2> /run/io/stderr < /dev/null
echo $? > /run/io/status
sync
echo o > /proc/sysrq-trigger
poweroff -f
sleep 60
