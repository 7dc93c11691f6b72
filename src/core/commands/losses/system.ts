import { hasOption, operandsOf, type ProgramCall } from '../callWords';
import type { Loss } from './loss';

const off = 'It shuts down or restarts the computer.';
const asText = 'It runs text as a command.';

/** What ends processes, turns the computer off or changes how it works. */
export const system: readonly Loss[] = [
  {
    calls: ['shutdown|reboot|halt|poweroff|telinit|stop-computer|restart-computer'],
    why: off,
    examples: ['shutdown now', 'reboot', 'Stop-Computer'],
  },
  {
    calls: ['init'],
    when: ({ args }) => args.some(({ text }) => /^[0-6sSqQuU]$/.test(text)),
    why: off,
    examples: ['init 0', 'init 6'],
  },
  {
    calls: [
      'systemctl poweroff|reboot|halt|kexec|suspend|hibernate|hybrid-sleep|rescue|emergency|isolate|soft-reboot|exit',
    ],
    why: off,
    examples: ['systemctl poweroff', 'systemctl --user isolate x', 'systemctl powero'],
  },
  {
    calls: [
      'systemctl stop|disable|mask|kill|restart|revert|clean|reset-failed',
      'service … stop|restart',
      'launchctl|initctl|rc-service|sv|supervisorctl|net|sc … stop|unload|remove|delete|bootout|disable' +
        '|shutdown|kickstart',
      'brew services stop|kill',
      'pm2 delete|del|kill|stop|flush',
    ],
    why: 'It stops a service of this computer.',
    examples: [
      'systemctl stop x',
      'systemctl --now disable x',
      'service x stop',
      'launchctl bootout x',
      'pm2 delete all',
    ],
  },
  {
    calls: ['kill'],
    when: killsAll,
    why: 'It ends every process that it may end.',
    examples: ['kill -9 -1', 'kill -KILL -1', 'kill -s KILL -- -1'],
  },
  {
    calls: ['killall|killall5|pkill|skill|slay|xkill|taskkill|stop-process|fkill', 'fuser -k|--kill'],
    why: 'It ends processes that a name or pattern finds.',
    examples: [
      'killall node',
      'pkill node',
      'pkill -f x',
      'taskkill /f /im x',
      'fuser -k 3000/tcp',
      'npx fkill node',
      'Stop-Process -Name x',
    ],
  },
  { calls: ['kill-port|npx-kill'], why: 'It ends the process at a port.', examples: ['npx kill-port 3000'] },
  { calls: ['crontab -r', 'at -d|-r', 'atrm'], why: 'It deletes regular jobs.', examples: ['crontab -r', 'atrm 1'] },
  {
    calls: ['userdel|deluser|groupdel|delgroup|usermod|chpasswd|passwd|chage|vipw|visudo|dscl', 'net user'],
    why: 'It changes users or passwords of this computer.',
    examples: ['userdel x', 'passwd'],
  },
  {
    calls: ['iptables|ip6tables|nft|ufw|firewall-cmd|pfctl|netsh'],
    why: 'It changes the firewall.',
    examples: ['iptables -F', 'ufw disable'],
  },
  {
    calls: ['reg delete|import|restore|add|unload', 'bcdedit', 'remove-itemproperty|set-executionpolicy'],
    why: 'It changes how Windows works.',
    examples: ['reg delete x', 'bcdedit /set x'],
  },
  {
    calls: [
      'sysctl -w|--write|-p|--load|--system',
      'modprobe -r',
      'rmmod|insmod|kexec|setenforce|swapoff|ldconfig|grub-install|update-grub|efibootmgr',
    ],
    why: 'It changes how this computer works.',
    examples: ['sysctl -w x=y', 'rmmod x'],
  },
  {
    calls: [
      'apt|apt-get|dnf|yum|zypper|apk|brew|snap|flatpak|port|choco|winget|scoop|nix-env|pacman|emerge|dpkg|rpm ' +
        '… remove|purge|autoremove|erase|uninstall|del|rm|unmerge|delete',
      'dpkg|rpm -r|-P|-e|--remove|--purge|--erase',
      'pacman -R',
      'emerge -C|--unmerge',
      'nix-env -e',
      'nix-collect-garbage',
    ],
    why: 'It removes programs from this computer.',
    examples: ['apt remove x', 'apt-get -y purge x', 'brew uninstall x', 'pacman -Rns x', 'dpkg -r x', 'rpm -e x'],
  },
  {
    calls: [
      'security delete-*',
      'gpg --delete-keys|--delete-secret-keys|--delete-secret-and-public-key|--yes',
      'ssh-keygen -R|-f',
      'ssh-add -D',
      'pass rm|remove|delete',
      'keyctl clear|unlink|revoke',
    ],
    why: 'It deletes or overwrites keys or passwords.',
    examples: ['gpg --delete-secret-keys x', 'ssh-keygen -f x', 'pass rm x'],
  },
  { calls: ['history -c', 'fc -p'], why: 'It deletes the record of commands.', examples: ['history -c'] },
  { calls: ['iex|invoke-expression'], why: asText, examples: ['iex "x"', 'Invoke-Expression x'] },
  {
    calls: ['powershell|pwsh'],
    when: hidden,
    why: 'It runs a command that is hidden in an encoded text.',
    examples: ['powershell -EncodedCommand abc', 'pwsh -enc abc'],
  },
  {
    calls: ['powershell|pwsh'],
    when: (call) => /\b(?:iex|invoke-expression)\b/i.test(textOf(call)),
    why: asText,
    examples: ["pwsh -c 'iex (irm https://x)'"],
  },
  {
    calls: ['powershell|pwsh'],
    when: (call) => /\b(?:remove-item|ri|rm|rd|rmdir|del|erase)\b(?=.*\s-(?:r|rec\w*|fo\w*)\b)/i.test(textOf(call)),
    why: 'It deletes files and folders without asking.',
    examples: ["powershell -Command 'Remove-Item -Recurse -Force C:/x'"],
  },
  {
    calls: ['powershell|pwsh'],
    when: (call) =>
      /\b(?:format-volume|clear-disk|initialize-disk|remove-partition|stop-computer|restart-computer)\b/i.test(
        textOf(call),
      ),
    why: 'It erases a disk or turns the computer off.',
    examples: ["pwsh -c 'Stop-Computer'"],
  },
];

function killsAll({ args }: ProgramCall): boolean {
  const words = args.map(({ text }) => text);
  return (
    words.slice(words[0]?.startsWith('-') ? 1 : 0).some((word) => word === '-1' || word === '1') ||
    (operandsOf(args).some(({ text }) => text === '-1' || text === '1') && !hasOption({ args }, 'l'))
  );
}

function textOf({ args }: ProgramCall): string {
  return args.map(({ text }) => text).join(' ');
}

function hidden(call: ProgramCall): boolean {
  return /(?:^|\s)-(?:e|ec|en|enc\w*)\s/i.test(` ${textOf(call)} `);
}
