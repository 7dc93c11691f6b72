/** Calls that declare tests and groups of them, in scripts. */
export const testCalls =
  /^(?:describe|it|test|suite|context|specify|bench|xit|xdescribe|fit|fdescribe|Deno\.test|QUnit\.test|QUnit\.module)(?:\.\w+)*$/;
/** Calls that declare what runs around tests. */
export const hookCalls =
  /^(?:before|after|beforeEach|afterEach|beforeAll|afterAll|setup|teardown|suiteSetup|suiteTeardown)$/;
