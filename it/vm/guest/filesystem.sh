# Sourced by a script in the guest: what a file system must go through on a disk.

# fill DISK: makes a file system, copies files to it, frees some again, and notes the checksums of the rest.
fill() {
  mkfs.ext4 -q -F "$1" && mount -o discard "$1" /mnt || return 1
  mkdir /mnt/programs /mnt/freed
  cp /sbin/* /mnt/programs/ && cp /sbin/* /mnt/freed/ || return 1
  dd if=/dev/urandom of=/mnt/random bs=64k count=64 2> /dev/null || return 1
  sync
  rm -r /mnt/freed
  (cd /mnt && find . -type f ! -name checksums | sort | xargs sha256sum > checksums) || return 1
  fstrim /mnt || return 1
  umount /mnt
}

# check DISK: the checksums, the file system's own consistency, and the checksum of the whole disk for who looks outside.
check() {
  mount -o ro "$1" /mnt || return 1
  (cd /mnt && sha256sum -c checksums > /tmp/compared) || { grep -v ': OK$' /tmp/compared; umount /mnt; return 1; }
  echo "files unchanged: $(wc -l < /tmp/compared)"
  umount /mnt
  e2fsck -fn "$1" || return 1
  echo "whole disk: $(sha256sum < "$1" | cut -d ' ' -f 1)"
}
