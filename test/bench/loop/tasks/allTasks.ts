import type { RecordedTask } from '../task';
import { ledgerDocument } from './ledgerDocument';
import { ledgerFeature } from './ledgerFeature';
import { ledgerFix } from './ledgerFix';
import { ledgerRefactor } from './ledgerRefactor';
import { ledgerReview } from './ledgerReview';
import { loginFix } from './loginFix';
import { relayDocument } from './relayDocument';
import { relayFeature } from './relayFeature';
import { relayFix } from './relayFix';
import { relayRefactor } from './relayRefactor';

/** Every recorded task. */
export const allTasks: readonly RecordedTask[] = [
  loginFix,
  ledgerFix,
  relayFix,
  ledgerFeature,
  relayFeature,
  ledgerRefactor,
  relayRefactor,
  ledgerDocument,
  relayDocument,
  ledgerReview,
];
