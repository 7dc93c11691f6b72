import type { TestFailure } from '../../../contracts/tests';
import { classOf, javaName, methodOf, readJavaReports } from '../javaReports';
import type { Runner } from '../runner';

/** https://maven.apache.org/surefire/maven-surefire-plugin/examples/single-test.html */
export const maven: Runner = {
  tellsFile: true,
  arguments: ({ files, name, exact }) => {
    const classes = files.length > 0 ? files.map(classOf) : ['*'];
    const method = javaName(name);
    const inFiles = files.length > 0 ? classes : [];
    const inexact = method === undefined ? inFiles : classes.map((each) => `${each}#*${method}*`);
    const chosen =
      exact.length > 0 ? exact.map(methodOf).map(({ className, method: each }) => `${className}#${each}`) : inexact;
    // A module without such a test is no failure.
    return {
      shown:
        chosen.length === 0
          ? []
          : [`-Dtest=${chosen.join(',')}`, '-Dsurefire.failIfNoSpecifiedTests=false', '-DfailIfNoTests=false'],
      hidden: ['--batch-mode', '--fail-at-end'],
    };
  },
  reports: /(?:^|\/)target\/(?:surefire|failsafe)-reports\/TEST-.*\.xml$/,
  readReports: readJavaReports,
  readOutput: (output) => {
    const totals = [
      ...output.matchAll(/^(?:\[\w+\] )?Tests run: (\d+), Failures: (\d+), Errors: (\d+), Skipped: (\d+)\s*$/gm),
    ];
    if (totals.length === 0) return undefined;
    const sum = (at: number) => totals.reduce((all, total) => all + Number(total[at]), 0);
    const failed = sum(2) + sum(3);
    const failures = [...output.matchAll(/^\[ERROR\] {3}(\w+(?:\$\w+)*\.\w+)(?::(\d+))?(?:->\S+)* (?:» )?(.*)$/gm)].map(
      ([, name = '', , message = '']): TestFailure => ({ name, message }),
    );
    return { passed: Math.max(0, sum(1) - failed - sum(4)), failed, skipped: sum(4), failures };
  },
};
