// @ts-check
import { devNull } from 'node:os';

/**
 * What a tested editor's environment must not take from the person who runs the tests: their model, their git settings,
 * a marketplace.
 * @type {NodeJS.ProcessEnv}
 */
export const testEnvironment = {
  OPENAI_API_KEY: undefined,
  OPENAI_BASE_URL: undefined,
  CI: undefined,
  GIT_CONFIG_GLOBAL: devNull,
  GIT_CONFIG_NOSYSTEM: '1',
  EXTENSIONS_GALLERY: '{"serviceUrl":""}',
};
