import architect from '../../../media/agents/architect.md';
import backendDeveloper from '../../../media/agents/backend-developer.md';
import codeWriter from '../../../media/agents/code-writer.md';
import frontendDeveloper from '../../../media/agents/frontend-developer.md';
import projectManager from '../../../media/agents/project-manager.md';
import releaseManager from '../../../media/agents/release-manager.md';
import reviewer from '../../../media/agents/reviewer.md';
import tester from '../../../media/agents/tester.md';
import workshopper from '../../../media/agents/workshopper.md';
import architectFlow from '../../../media/workflows/architect.md';
import document from '../../../media/workflows/document.md';
import fix from '../../../media/workflows/fix.md';
import implement from '../../../media/workflows/implement.md';
import refactor from '../../../media/workflows/refactor.md';
import review from '../../../media/workflows/review.md';
import test from '../../../media/workflows/test.md';

/** The texts of the built-in roles. Of two that lead a phase the first counts. */
export const roleTexts = [
  workshopper,
  projectManager,
  architect,
  codeWriter,
  backendDeveloper,
  frontendDeveloper,
  tester,
  reviewer,
  releaseManager,
] as const;

/** The texts of the built-in workflows. */
export const workflowTexts = [architectFlow, implement, test, review, fix, refactor, document] as const;
