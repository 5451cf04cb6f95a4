# Sourced by a script in the guest: starts open-iscsi's daemon. Each argument is one more line of iscsid.conf.
echo "root:x:0:0:root:/run:/bin/sh" > /etc/passwd # the daemon asks for the name of who talks to it
echo "InitiatorName=${INITIATOR:-iqn.2026-11.org.example:vm}" > /etc/iscsi/initiatorname.iscsi
printf '%s\n' 'node.startup = manual' 'iscsid.startup = /sbin/iscsid' \
  'node.session.timeo.replacement_timeout = 30' "$@" > /etc/iscsi/iscsid.conf
mkdir -p /run/lock/iscsi
iscsid -f > /tmp/iscsid.log 2>&1 &
tries=0
until grep -q ISCSIADM_ABSTRACT_NAMESPACE /proc/net/unix; do
  tries=$((tries + 1))
  [ $tries -lt 300 ] || { cat /tmp/iscsid.log; exit 1; }
  usleep 100000
done

# Waits for the disk that the kernel makes of a LUN: disk /dev/sda.
disk() {
  tries=0
  until [ -b "$1" ]; do
    tries=$((tries + 1))
    [ $tries -lt 300 ] || { echo "no $1"; cat /tmp/iscsid.log; exit 1; }
    usleep 100000
  done
}
