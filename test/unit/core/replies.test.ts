import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Choice, Gate } from '../../../src/contracts/session';
import { choicesOf, cutOffChoices, inputChoices, loopChoices, planChoices } from '../../../src/core/session/choices';
import { plainWords } from '../../../src/core/session/plainWords';
import { chosenBy, readAnswer } from '../../../src/core/session/replies';
import { cpuMs } from '../../harness/cpuMs.mjs';

const permission: readonly Choice[] = [
  { id: 'allow', label: 'Allow', means: 'yes' },
  { id: 'allow-run', label: 'Allow for this run', means: 'run' },
  { id: 'allow-always', label: 'Always allow “npm test”', means: 'always' },
  { id: 'skip', label: 'Skip this step', means: 'skip' },
];
const danger: readonly Choice[] = [{ id: 'allow-once', label: 'Allow once', means: 'yes' }, permission[3]!];
const wholeFile: readonly Choice[] = [
  { id: 'whole', label: 'Commit the whole file' },
  { id: 'leave', label: 'Skip the file', means: 'skip' },
];
const secret: readonly Choice[] = [
  { id: 'show', label: 'Show it', means: 'yes' },
  { id: 'hide', label: 'Keep it hidden', means: 'no' },
];
const gates = {
  permission,
  danger,
  cutOff: cutOffChoices,
  loop: loopChoices,
  plan: planChoices,
  wholeFile,
  secret,
  model: choicesOf(['Add', 'Multiply', 'Add both']),
  input: inputChoices(['src/a.js', 'src/b.js']),
} satisfies Record<string, readonly Choice[]>;
type Name = keyof typeof gates;
/** Choices after which nothing runs, is written or is repeated. */
const harmless = new Set(['skip', 'hide', 'leave', 'reject', 'stop']);

/** Words, and what they choose at a question; undefined: they are words. */
const cases: readonly [Name, string, string | undefined][] = [
  // Labels and ids, with case, blanks, full stops and courtesies
  ...Object.entries(gates).flatMap(([name, choices]) =>
    choices.flatMap(({ id, label }): [Name, string, string][] => [
      [name as Name, id, id],
      [name as Name, label, id],
      [name as Name, ` ${label.toUpperCase()}. `, id],
      [name as Name, `${label}, please!`, id],
    ]),
  ),
  ['permission', 'always allow "NPM test"', 'allow-always'],
  ['permission', 'ＡＬＬＯＷ！', 'allow'],
  // Plain yes
  ...[
    'yes',
    'Yes.',
    'y',
    'YES!!',
    'yes yes',
    'yes, please',
    'yes please',
    'ok',
    'Okay',
    'ok, go ahead',
    'ok go ahead',
    'sure, thanks',
    'please do',
    'go for it',
    'go on',
    'run it',
    'allow it',
    'allow once',
    'just this once',
    'yes, just this once',
    'LGTM',
    'approved',
    'that’s fine',
    '👍',
    '👍🏽',
    '✅',
    'Ja',
    'ja, bitte',
    'Ja gerne',
    'einverstanden',
    'mach das',
    'oui',
    'D’accord',
    'vas-y',
    'oui, merci',
    'sí',
    'Sí, adelante',
    '¡Sí!',
    'vale',
    'sim',
    'va bene',
    'да',
    'Да, конечно',
    'хорошо',
    '是的',
    '好的。',
    '可以',
    '好，可以',
    '请允许',
    'はい',
    'はい、お願いします',
    'いいよ',
    '네',
    'evet',
    'نعم',
    'हाँ',
  ].map((words): [Name, string, string] => ['permission', words, 'allow']),
  // Plain no
  ...[
    'no',
    'No.',
    'n',
    'nope',
    'no no no',
    'no, thanks',
    'no thanks',
    'No thank you!',
    'don’t',
    'don’t run it',
    'No, don’t run it.',
    'please don’t',
    'do not allow it',
    'never mind',
    'never',
    'cancel',
    'deny',
    'skip',
    'skip it',
    'no, skip it',
    'ok, skip this step',
    'yes, skip it',
    'No. Skip this step.',
    '👎',
    '❌',
    'nein',
    'Nein, danke',
    'bitte nicht',
    'auf keinen Fall',
    'non',
    'non, merci',
    'surtout pas',
    'no, gracias',
    'mejor no',
    'não',
    'нет',
    'нет, спасибо',
    'не надо',
    '不',
    '不要',
    '不用了，谢谢',
    '不可以',
    '别',
    'いいえ',
    'いいえ、やめて',
    'だめ',
    '아니요',
    'hayır',
    'لا',
  ].map((words): [Name, string, string] => ['permission', words, 'skip']),
  // Words of this question
  ['permission', 'for this run', 'allow-run'],
  ['permission', 'yes, for the rest of this run', 'allow-run'],
  ['permission', 'Allow it for this run', 'allow-run'],
  ['permission', 'always', 'allow-always'],
  ['permission', 'yes, always', 'allow-always'],
  // Negations, conditions, questions back, quotations, doubt, jokes: words
  ...[
    '',
    ' ',
    '.',
    '?',
    'yes?',
    'Allow?',
    'ok???',
    'yes...',
    'ok…',
    'allow...',
    'hm',
    'maybe',
    'perhaps',
    'I guess so',
    'why not',
    'whatever',
    'if you must',
    'fine',
    'right',
    'not sure',
    'no idea',
    'no problem',
    'not now',
    'not yet',
    'later',
    'yes but',
    'yes, but only once the tests pass',
    'OK, but only src/add.js',
    'yes if the tests pass',
    'allow if it is safe',
    'allow it unless it writes',
    'only if you must',
    'yes and no',
    'yes, no',
    'no, yes',
    'ok, stop',
    'ok no',
    'yes, don’t',
    'ja nein',
    'да нет',
    'нет, да',
    'jein',
    'oui et non',
    '是不是',
    '行不行',
    '可以吗',
    '可以？',
    '行了',
    '不是不可以',
    'はい？',
    'いいえ、はい',
    'いいです',
    '大丈夫',
    'tak',
    'igen',
    'ano',
    'don’t allow this unless I say so',
    'I don’t want to allow this',
    'do not say yes',
    'not allow',
    'no allow',
    'never say yes',
    'not skip this step',
    'don’t skip it',
    'Don’t skip this step',
    'do not skip',
    'never skip',
    'don’t cancel',
    'nicht überspringen',
    '不要跳过',
    'skip nothing',
    'don’t not run it',
    'not no',
    'Allow Skip this step',
    'Allow, skip this step',
    'Allow or skip?',
    'Allow, Allow for this run',
    'either',
    'both',
    'the first',
    'the first one',
    '1',
    '2',
    '“Allow”',
    '"Allow"',
    "'Allow'",
    '`Allow`',
    '> Allow',
    '~~Allow~~',
    '!allow',
    '-allow',
    '--yes',
    '¬allow',
    'You said “Allow”',
    'I would not say “yes”',
    'Is “Always allow” safe?',
    'What does Allow do?',
    'What does “Allow for this run” mean',
    'Who said yes',
    'the button Allow is grey',
    'Alow',
    'allwo',
    'yess',
    'yse',
    'ys',
    'skp',
    'Al\u200blow',
    '\u202eyes',
    'аllow',
    'yes 🤔',
    '🤷',
    '👍👎',
    'yes ❌',
    '🙏',
    'please',
    'thanks',
    'danke',
    '谢谢',
    'お願いします',
    'always allow nothing',
    'Always allow “make”',
    'Always allow',
    'Allow for ever',
    'Allow for this',
    'run',
    'run the tests instead',
    'no, use yarn instead',
    'yes, use yarn instead',
    'allow.me',
    'yes-man',
    'nobody',
    'notes',
    'okra',
    'y n',
    'go home',
    'do it yourself',
    'allow\nbut not the second',
    `yes${' yes'.repeat(200)}`,
  ].flatMap((words): [Name, string, string | undefined][] =>
    words === 'Always allow' ? [['permission', words, 'allow-always']] : [['permission', words, undefined]],
  ),
  // A yes for longer than is offered is a yes to what is offered; what another question named is not
  ['danger', 'Allow', 'allow-once'],
  ['danger', 'yes', 'allow-once'],
  ['danger', 'Allow for this run', 'allow-once'],
  ['danger', 'yes, always', 'allow-once'],
  ['danger', 'not for this run', undefined],
  ['danger', 'Always allow “npm test”', undefined],
  // A step that was cut off: a bare yes or no answers nothing
  ...[
    'No, don’t run it again',
    'no',
    'yes',
    'ok',
    'No.',
    'don’t',
    'do not repeat it',
    'never again',
    'not again',
    'Not again!',
    'run it',
    'don’t run it again',
    'no run it again',
    'no, run it again',
    'run it again?',
    '“Run it again”',
    'you should not run it again',
    'rerun the tests first',
    'Run it again and stop here',
    'run it again, no, stop here',
    'done?',
    'is it done',
    'not done',
    'it is not done',
    'it is not done, run it again',
    'it is done, run it again',
    'Is it done, go on?',
    'go',
    'go back',
    'don’t go on',
    'don’t stop',
    'do not stop here',
    'stop asking',
    'Не повторяй',
    '不要再来一次',
    'もう一度やらないで',
    'nicht noch einmal',
    'pas encore',
    'no otra vez',
    'never mind',
    'skip it',
    'undo it',
  ].map((words): [Name, string, undefined] => ['cutOff', words, undefined]),
  ...[
    'again',
    'Run it again.',
    'yes, run it again',
    'yes run it again please',
    'rerun',
    're-run it',
    'try again',
    'noch einmal',
    'encore une fois',
    'ещё раз',
    '再来一次',
    'もう一度',
  ].map((words): [Name, string, string] => ['cutOff', words, 'again']),
  ...[
    'done',
    'it’s done',
    'it is already done',
    'go on',
    'It is done. Go on.',
    'erledigt',
    'c’est fait',
    'готово',
    '已完成',
  ].map((words): [Name, string, string] => ['cutOff', words, 'done']),
  ...[
    'stop',
    'Stop!',
    'please stop',
    'no, stop here',
    'No. Stop.',
    'ok, stop',
    'abort',
    '🛑',
    'arrête',
    'стоп',
    '停止',
  ].map((words): [Name, string, string] => ['cutOff', words, 'stop']),
  // A run in circles
  ['loop', 'No, don’t stop here', undefined],
  ['loop', 'don’t stop here', undefined],
  ['loop', 'stop', 'stop'],
  ['loop', 'try something else, but not with a regex', undefined],
  ['loop', 'yes', undefined],
  // A plan
  ...[
    'go ahead',
    'yes',
    'Approve',
    'approve it',
    'approve the plan',
    'LGTM',
    'looks good, go ahead',
    'ok run it',
    'yes, do it',
    'Approve and run, please',
    'ja',
    '批准',
  ].map((words): [Name, string, string] => ['plan', words, 'approve']),
  ...[
    'no',
    'No, thanks.',
    'reject',
    'reject the plan',
    'discard it',
    'forget it',
    'drop the plan',
    'nein',
    'отклонить',
  ].map((words): [Name, string, string] => ['plan', words, 'reject']),
  ...[
    'yes, but without the tests',
    'ok but use a regex',
    'go ahead with step 1 only',
    'do not approve',
    'don’t approve it',
    'looks good except step 2',
    'no, use argon2',
    'skip this step',
    'skip the tests',
    'stop',
    'not like this',
    'approve?',
    'reject the second step',
    'I approve of the idea',
  ].map((words): [Name, string, undefined] => ['plan', words, undefined]),
  // A file with two people's lines
  ...[
    'not the whole file',
    'the whole file',
    'not commit the whole file',
    'don’t commit the whole file',
    'yes',
    'commit',
    'the whole file is mine',
    'don’t skip the file',
    'commit half of the file',
    '“Commit the whole file”',
  ].map((words): [Name, string, undefined] => ['wholeFile', words, undefined]),
  ['wholeFile', 'yes, commit the whole file', 'whole'],
  ['wholeFile', 'no', 'leave'],
  ['wholeFile', 'No, skip the file', 'leave'],
  ['wholeFile', 'leave it out', 'leave'],
  // A secret
  ['secret', 'yes', 'show'],
  ['secret', 'Show it.', 'show'],
  ['secret', 'show it to nobody', undefined],
  ['secret', 'don’t show it', undefined],
  ['secret', 'no', 'hide'],
  // Choices of a model: a label, or words
  ['model', 'yes', undefined],
  ['model', 'ok, multiply', 'choice-2'],
  ['model', 'add both', 'choice-3'],
  ['model', 'Add Multiply', undefined],
  ['model', 'don’t add', undefined],
  ['model', 'Add, but only once', undefined],
  ['model', 'the second', undefined],
  // An input of a workflow
  ['input', 'src/c.js', undefined],
  ['input', 'none', 'skip'],
  ['input', 'nothing!', 'skip'],
  ['input', 'decline', 'skip'],
  ['input', 'skip nothing', undefined],
  ['input', 'no', undefined],
];

describe('what words mean at a question', () => {
  for (const [name, words, id] of cases) {
    it(`${name}: ${JSON.stringify(words.slice(0, 60))} ${id === undefined ? 'are words' : `choose ${id}`}`, () =>
      assert.equal(chosenBy(words, { choices: gates[name] })?.id, id));
  }

  it('nothing but an id or a label, where words are typed', () => {
    const typed = {
      choices: [
        { id: 'y', label: 'y' },
        { id: 'stop-this-command', label: 'Stop it' },
      ],
      words: 'typed' as const,
    };
    assert.deepEqual(
      ['y', 'Stop it', 'stop it', 'Y', 'yes', ' y!', 'y, please'].map((words) => chosenBy(words, typed)?.id),
      ['y', 'stop-this-command', undefined, undefined, undefined, undefined, undefined],
    );
  });

  it('asks again where only a choice helps, naming what there is', () => {
    const gate: Gate = { id: 'g', kind: 'delta', text: '?', choices: permission };
    assert.throws(() => readAnswer('yes but', gate), {
      reason: 'unclear_answer',
      message:
        'Your answer is not clear, so nothing has happened yet. Answer with “Allow”, “Allow for this ' +
        'run”, “Always allow “npm test”” or “Skip this step”. To tell Flux something else, send feedback.',
    });
    assert.deepEqual(readAnswer('yes', gate), { text: 'Allow', choice: 'allow' });
    assert.deepEqual(readAnswer(' as it is ', { ...gate, kind: 'question', words: 'carried' }), { text: ' as it is ' });
    assert.deepEqual(readAnswer('whatever', { id: 'g', kind: 'question', text: '?' }), { text: 'whatever' });
  });
});

describe('what random words mean at a question', () => {
  const name = fc.constantFrom(...(Object.keys(gates) as Name[]));
  /** Words that stand in no phrase, each of which takes the plainness away. */
  const spoiler = fc.constantFrom(
    'not',
    'but',
    'if',
    'unless',
    'except',
    'only',
    'don’t even think of',
    'without',
    'instead',
    'when',
    'because',
    'nicht',
    'kein',
    'ohne',
    'wenn',
    'pas',
    'sauf',
    'pero',
    'sin',
    'не',
    'если',
    'но',
    '不',
    '如果',
    '但是',
    'ない',
    '없이',
    '?',
    '？',
    '"',
    '“',
    '…',
    '...',
    '🤔',
    'the second',
    'src/a.ts',
    '>',
    '(',
    '/s',
    'said',
  );
  const sound = fc.constantFrom(
    ...Object.values(gates).flatMap((choices) => choices.map(({ label }) => label)),
    ...Object.values(plainWords).flat(),
  );
  const join = fc.constantFrom(' ', ', ', '. ', '\n', '! ');

  it('never acts where a word says otherwise', () => {
    fc.assert(
      fc.property(
        name,
        fc.array(sound, { minLength: 0, maxLength: 4 }),
        spoiler,
        fc.nat(4),
        join,
        (gate, sounds, odd, at, by) => {
          const words = [...sounds.slice(0, at), odd, ...sounds.slice(at)].join(by);
          const chosen = chosenBy(words, { choices: gates[gate] });
          const exact = gates[gate].some(({ id, label }) => words === id || words.trim() === label);
          // “Only” spoils “once”, and is a part of “only once”, which is plain.
          const said = ` ${words
            .toLowerCase()
            .replace(/[,.!]?\s+/g, ' ')
            .trim()} `;
          const isPart = Object.values(plainWords)
            .flat()
            .some((phrase) => phrase !== odd && phrase.includes(odd) && said.includes(` ${phrase.toLowerCase()} `));
          if (!exact && !isPart)
            assert.ok(chosen === undefined || harmless.has(chosen.id), `${JSON.stringify(words)} chose ${chosen?.id}`);
        },
      ),
      { numRuns: 20_000 },
    );
  });

  it('never chooses one where another is named too', () => {
    fc.assert(
      fc.property(
        name,
        fc.nat(),
        fc.nat(),
        join,
        fc.constantFrom('', 'yes, ', 'no, ', 'please '),
        (gate, first, second, by, lead) => {
          const choices: readonly Choice[] = gates[gate];
          const [one, two] = [choices[first % choices.length]!, choices[second % choices.length]!];
          const words = `${lead}${one.label}${by}${two.label}`;
          if (one.id !== two.id) assert.equal(chosenBy(words, { choices })?.id, undefined, words);
        },
      ),
      { numRuns: 5_000 },
    );
  });

  it('never acts on a denial before a choice’s words', () => {
    const isPlain = (words: string, means: keyof typeof plainWords) =>
      plainWords[means].includes(words) || new Set(words.split(' ')).size === 1;
    const denial = fc.constantFrom(
      'no, ',
      'No. ',
      'don’t ',
      'do not ',
      'never ',
      'not ',
      'no ',
      'please don’t ',
      'nein, ',
      'non, ',
      'нет, ',
      '不要',
      '不，',
      'いいえ、',
      'nie ',
      '👎 ',
      '❌ ',
    );
    fc.assert(
      fc.property(name, fc.nat(), denial, (gate, which, lead) => {
        const choices: readonly Choice[] = gates[gate];
        const choice = choices[which % choices.length]!;
        for (const words of [
          choice.label,
          choice.label.toLowerCase(),
          ...(choice.means ? plainWords[choice.means] : []),
        ]) {
          const chosen = chosenBy(`${lead}${words}`, { choices });
          assert.ok(chosen === undefined || harmless.has(chosen.id), `${lead}${words} chose ${chosen?.id}`);
          // Nor does it end anything by the opposite of what is said: only clause by clause.
          if (/^(?:please )?(?:don’t|do not|never|not) $/.test(lead) && chosen)
            assert.ok(
              isPlain(
                `${lead}${words}`
                  .replace(/’/g, "'")
                  .replace(/^please /, '')
                  .toLowerCase(),
                chosen.means!,
              ),
              `${lead}${words} chose ${chosen.id}`,
            );
        }
      }),
      { numRuns: 300 },
    );
  });

  it('takes any text without failing, quickly', () => {
    fc.assert(
      fc.property(
        name,
        fc.oneof(fc.string({ unit: 'binary', maxLength: 400 }), fc.string({ maxLength: 400 })),
        (gate, words) => void chosenBy(words, { choices: gates[gate] }),
      ),
      { numRuns: 3_000 },
    );
    const took = cpuMs(() => {
      for (let i = 0; i < 100; i++) chosenBy('yes '.repeat(74), { choices: permission });
    });
    assert.ok(took / 100 < 50, `${took} ms`);
  });

  it('gives choices ids that nobody’s label is', () => {
    const label = fc.oneof(
      fc.constantFrom('choice-1', 'choice-2', 'choice-1-', 'skip', 'skip-', 'stop', 'Stop here', 'Skip', ' a ', 'a'),
      fc.string({ maxLength: 5 }),
    );
    fc.assert(
      fc.property(fc.array(label, { maxLength: 6 }), fc.boolean(), (labels, input) => {
        const choices = input ? inputChoices(labels) : choicesOf(labels);
        assert.equal(new Set(choices.map(({ id }) => id)).size, choices.length);
        for (const { id, label } of choices) {
          assert.ok(!choices.some((other) => other.id !== id && other.label === id));
          assert.equal(chosenBy(id, { choices })?.id, id);
          if (choices.filter((other) => other.label === label).length === 1)
            assert.equal(chosenBy(label, { choices })?.id, id);
        }
      }),
    );
  });
});
