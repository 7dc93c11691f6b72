import type { Purpose } from '../contracts/model';

/** What a call to the model is for. */
export const purposeWords: Readonly<Record<Purpose, string>> = {
  route: 'Understanding the goal',
  plan: 'Planning',
  bind: 'Preparing the step',
  decide: 'Deciding what comes next',
  repair: 'Fixing an answer or an edit',
  summarize: 'Summary',
  converse: 'Answering',
  commit_message: 'Commit message',
};
