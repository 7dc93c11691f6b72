import type { TestFailure } from '../../../contracts/tests';
import { assertionMessage } from '../failureText';
import { classOf, javaName, methodOf, readJavaReports } from '../javaReports';
import type { Runner } from '../runner';
import { numberIn } from '../printed';

/** Runs tests although nothing has changed since, and takes a module without a chosen test for no failure. */
const initScript = `
allprojects {
  tasks.withType(Test) { task ->
    task.outputs.upToDateWhen { false }
    task.outputs.cacheIf { false }
    task.filter.failOnNoMatchingTests = false
  }
}
`;

/** https://docs.gradle.org/current/userguide/java_testing.html#test_filtering */
export const gradle: Runner = {
  tellsFile: true,
  arguments: ({ files, name, exact }, { reporterFile }) => {
    const classes = files.length > 0 ? files.map((file) => `*${classOf(file)}`) : ['*'];
    const method = javaName(name);
    const inFiles = files.length > 0 ? classes : [];
    const inexact = method === undefined ? inFiles : classes.map((each) => `${each}.*${method}*`);
    const chosen =
      exact.length > 0 ? exact.map(methodOf).map(({ className, method: each }) => `*${className}.${each}`) : inexact;
    return {
      shown: chosen.flatMap((each) => ['--tests', each]),
      hidden: ['--init-script', reporterFile, '--console=plain', '--continue'],
    };
  },
  reporter: { fileName: 'flux.init.gradle', source: initScript },
  reports: /(?:^|\/)build\/test-results\/[^/]+\/TEST-.*\.xml$/,
  readReports: readJavaReports,
  readOutput: (output) => {
    const failures = [...output.matchAll(/^(\S+(?: > .+)+) FAILED\n((?: {4}.*\n)*)/gm)].map(
      ([, name = '', words = '']): TestFailure => ({
        name: name.replaceAll(' > ', '.').replace(/\(\)$/, ''),
        message: assertionMessage(words.split(/^ {4,}at /m)[0] ?? ''),
      }),
    );
    const line = /^\d+ tests? completed.*$/m.exec(output)?.[0];
    if (line === undefined) return undefined;
    const number = (pattern: RegExp) => numberIn(line, pattern);
    const [failed, skipped] = [number(/(\d+) failed/), number(/(\d+) skipped/)];
    return { passed: number(/^(\d+)/) - failed - skipped, failed, skipped, failures };
  },
};
