import { hasOption, operandsOf, type ProgramCall } from '../callWords';
import type { ShellWord } from '../shellWords';
import type { Loss } from './loss';

const withoutAsking = 'It deletes files and folders without asking.';
const overwrites = 'It overwrites files so that they cannot be recovered.';

/**
 * What deletes, cuts off or overwrites files and disks. Deleting single files of the project is no row: that is judged
 * by the changes.
 */
export const files: readonly Loss[] = [
  {
    calls: ['srm|shred|wipe|scrub|sdelete'],
    why: overwrites,
    examples: ['shred x', 'srm x', 'gshred -u x'],
  },
  { calls: ['truncate'], why: 'It truncates files.', examples: ['truncate -s 0 x', 'gtruncate -s0 x'] },
  {
    calls: ['dd|dcfldd|dc3dd'],
    why: 'It copies raw bytes over existing data.',
    examples: ['dd if=/dev/zero of=/dev/sda', 'dd of=x'],
  },
  {
    calls: ['rm -no-preserve-root'],
    why: 'It deletes from the root of the disk.',
    examples: ['rm --no-preserve-root /'],
  },
  {
    calls: ['find', 'fd'],
    when: ({ args }) => args.some(({ text }) => text === '-delete'),
    why: 'It deletes every file that it finds.',
    examples: ['find . -delete', 'find . -name x -delete'],
  },
  {
    calls: ['rsync'],
    when: (call) =>
      hasOption(call, 'delete', 'remove-source-files', 'del', 'existing') ||
      call.args.some(({ text }) => /^--(?:de|rem)/.test(text)),
    why: 'It deletes files at the source or target of the copy.',
    examples: [
      'rsync -a --delete a/ b/',
      'rsync -a --delete-after a/ b/',
      'rsync -a --del a/ b/',
      'rsync --remove-source-files a b',
    ],
  },
  {
    calls: ['rclone delete|deletefile|purge|sync|move|moveto|rmdir|rmdirs|cleanup|dedupe'],
    why: 'It deletes files in a store.',
    examples: ['rclone purge x:y', 'rclone sync a b:c'],
  },
  {
    calls: ['tar --remove-files|--recursive-unlink|--unlink-first|--delete', 'zip -m|--move'],
    why: 'It deletes the files that it packs, or those that are in the way.',
    examples: ['tar -cf x.tar --remove-files src', 'tar -cf x.tar --remove src', 'zip -rm x.zip src'],
  },
  {
    calls: ['mv'],
    when: ({ args }) =>
      operandsOf(args).some(({ text }) => text === '/dev/null' || /^(?:\/|~\/?|\.git\/?)$/.test(text)),
    why: 'It moves files to a place where they are lost.',
    examples: ['mv x /dev/null', 'mv .git x'],
  },
  {
    calls: ['tee|cp|mv|install|ln'],
    when: ({ args }) => args.some(({ text }) => writesDevice(text)),
    why: 'It writes to a disk directly.',
    examples: ['cp x /dev/sda', 'tee /dev/sda'],
  },
  {
    calls: ['chmod|chown|chgrp|chattr|setfacl|icacls|takeown'],
    when: changesWhole,
    why: 'It changes owners or permissions of a whole folder and everything in it.',
    examples: ['chmod -R 777 /', 'chmod -R 777 ~', 'chown --recursive me ..', 'chmod --recurs 777 .'],
  },
  {
    calls: ['rimraf|del-cli|trash|trash-cli|shx|premove|rimraf-standalone|fs-extra'],
    when: ({ program, args }) =>
      (program !== 'shx' || args[0]?.text === 'rm') &&
      operandsOf(args)
        .slice(program === 'shx' ? 1 : 0)
        .some(isFarTarget),
    why: withoutAsking,
    examples: ['rimraf /', 'npx rimraf .', 'npx rimraf "*"', 'npx shx rm -rf ..', 'npx del-cli ../x'],
  },
  {
    calls: ['remove-item|ri'],
    when: forced,
    why: withoutAsking,
    examples: ['Remove-Item -Recurse -Force x', 'remove-item x -recurse', 'ri x -rec'],
  },
  {
    calls: ['rm'],
    when: (call) => forced({ ...call, args: call.args.filter(({ text }) => text.length > 3) }),
    why: withoutAsking,
    examples: ['rm -Recurse -Force x'],
  },
  {
    calls: ['del|erase|rd|rmdir'],
    when: (call) => forced(call) || call.args.some(({ text }) => /^\/(?:s|q|f)/i.test(text)),
    why: withoutAsking,
    examples: ['del /s /q x', 'rd /s /q x', 'rmdir /S x'],
  },
  {
    calls: [
      'mkfs|wipefs|mkswap|fdisk|sfdisk|gdisk|sgdisk|cfdisk|parted|diskpart|diskutil|hdparm|blkdiscard|badblocks' +
        '|lvremove|vgremove|pvremove|zpool|zfs|btrfs|cryptsetup|mdadm|clear-disk|format-volume|nvme',
    ],
    why: 'It erases or changes a disk.',
    examples: ['mkfs -t ext4 x', 'fdisk /dev/sda', 'parted /dev/sda', 'wipefs -a /dev/sda', 'zfs destroy x'],
  },
  {
    calls: ['format'],
    when: ({ args }) => args.some(({ text }) => /^[a-z]:|^\/(?:fs|q)/i.test(text)),
    why: 'It erases or changes a disk.',
    examples: ['format c:'],
  },
  {
    calls: ['mount|umount'],
    why: 'It changes which disks are mounted.',
    examples: ['mount /dev/sda1 /mnt', 'umount /mnt'],
  },
  {
    calls: ['cipher|vssadmin|wbadmin|tmutil'],
    why: 'It overwrites disks or changes backups.',
    examples: ['cipher /w:c', 'vssadmin delete shadows', 'tmutil delete x'],
  },
  {
    calls: ['borg|restic|duplicity delete|forget|prune|purge|compact|unlock|remove-all-but-n-full|break-lock'],
    why: 'It deletes backups.',
    examples: ['restic forget --prune', 'borg delete x'],
  },
];

/** Whether a path is a disk. */
export function writesDevice(text: string): boolean {
  return /^(?:of=)?\/dev\/(?:sd|hd|vd|xvd|nvme|mmcblk|disk|rdisk|mapper|md|dm-|loop|mem|kmem|port)/.test(text);
}

/** What `rm` would delete that a build has not left behind, as a sentence. */
export function removes(call: ProgramCall): string | undefined {
  if (!hasOption(call, 'r', 'R', 'f', 'recursive', 'force')) return undefined;
  const targets = operandsOf(call.args);
  const target = targets.find(isFarTarget) ?? (call.movedAway ? targets[0] : undefined);
  if (!target) return undefined;
  if (target.kind === 'expanded') return 'It deletes files whose names are known only when it runs.';
  const all = /^(?:\.|\.\/|\*|\.\/\*)$/.test(target.text) ? ', all of this folder' : '';
  return `It deletes ${target.text}${all} without asking. This cannot be undone.`;
}

/**
 * A target outside of what a build leaves behind: the root, the home folder, the folder itself, the one above, whatever
 * a pattern at the top finds.
 */
function isFarTarget({ text, kind }: ShellWord): boolean {
  if (kind === 'expanded') return true;
  const path = text
    .replace(/\/{2,}/g, '/')
    .replace(/(?:^|\/)(?:\.\/)+/g, (found) => (found.startsWith('/') ? '/' : './'));
  return (
    /^(?:[/~\\]|[A-Za-z]:|\.\.?(?:[/\\]|$)(?![^/\\.*?[])|\*|\.\*|\.\[)/.test(path) ||
    /(?:^|[/\\])\.\.(?:[/\\]|$)/.test(path) ||
    (kind === 'pattern' && /^(?:\.[/\\])*[*?[][^/\\]*[/\\]?$/.test(path)) ||
    /^(?:\.[/\\]?)?\.git(?:[/\\]|$)/i.test(path)
  );
}

function changesWhole(call: ProgramCall): boolean {
  return (
    hasOption(call, 'R', 'recursive', 'T') &&
    operandsOf(call.args)
      .slice(1)
      .some((word) => /^(?:[/~\\]|\.\.(?:\/|$)|\.?\*?$|\.\/$)/.test(word.text) || word.kind === 'expanded')
  );
}

function forced({ args }: Pick<ProgramCall, 'args'>): boolean {
  return args.some(({ text }) => /^-(?:r|rec\w*|fo\w*)$/i.test(text));
}
