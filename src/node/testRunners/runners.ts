import type { Runner } from './runner';
import { ava } from './runners/ava';
import { bun } from './runners/bun';
import { cargo } from './runners/cargo';
import { dotnet } from './runners/dotnet';
import { go } from './runners/go';
import { gradle } from './runners/gradle';
import { jest } from './runners/jest';
import { maven } from './runners/maven';
import { mocha } from './runners/mocha';
import { node } from './runners/node';
import { phpunit } from './runners/phpunit';
import { pytest } from './runners/pytest';
import { rspec } from './runners/rspec';
import { tap } from './runners/tap';
import { unittest } from './runners/unittest';
import { vitest } from './runners/vitest';
import type { TestFramework } from './testCommand';

/** Of what is not known only the output can be read: by whichever runner's text it turns out to be, TAP last. */
const unknown: Runner = {
  arguments: ({ files }, { reached }) => ({ shown: reached ? files : [] }),
  readOutput: async (output, context) => {
    for (const runner of [
      mocha,
      vitest,
      jest,
      node,
      pytest,
      unittest,
      go,
      cargo,
      maven,
      gradle,
      dotnet,
      rspec,
      phpunit,
      bun,
      ava,
      tap,
    ]) {
      const results = await runner.readOutput(output, context);
      if (results) return results;
    }
    return undefined;
  },
};

export const runners: Readonly<Record<TestFramework, Runner>> = {
  mocha,
  vitest,
  jest,
  node,
  ava,
  tap,
  bun,
  pytest,
  unittest,
  go,
  cargo,
  maven,
  gradle,
  dotnet,
  rspec,
  phpunit,
  unknown,
};
