import assert from 'node:assert/strict';
import { messagesIn } from '../../../src/ui/chat/messagesIn';

describe('the messages in a chat request', () => {
  const cases: [string | undefined, string, [string | undefined, string][]][] = [
    [undefined, 'add a test', [[undefined, 'add a test']]],
    [undefined, '', [[undefined, '']]],
    ['status', '', [['status', '']]],
    [
      'status',
      '@flux /feedback use tabs',
      [
        ['status', ''],
        ['feedback', 'use tabs'],
      ],
    ],
    [
      'feedback',
      'use tabs\n\n@flux /pause',
      [
        ['feedback', 'use tabs'],
        ['pause', ''],
      ],
    ],
    [
      undefined,
      'use tabs\n\n@flux and no semicolons',
      [
        [undefined, 'use tabs'],
        [undefined, 'and no semicolons'],
      ],
    ],
    [
      'status',
      '@flux /stop\n\n@flux /undo',
      [
        ['status', ''],
        ['stop', ''],
        ['undo', ''],
      ],
    ],
    [
      undefined,
      'mail me at a@flux.org\n\nand ask @flux there',
      [[undefined, 'mail me at a@flux.org\n\nand ask @flux there']],
    ],
    [undefined, 'several\n\nparagraphs', [[undefined, 'several\n\nparagraphs']]],
  ];
  for (const [command, prompt, messages] of cases) {
    it(JSON.stringify([command, prompt]), () =>
      assert.deepEqual(
        messagesIn(command, prompt).map((message) => [message.command, message.prompt]),
        messages,
      ),
    );
  }
});
