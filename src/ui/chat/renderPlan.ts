import type { SessionSnapshot, StepSnapshot } from '../../contracts/session';
import type { PanelState } from '../../contracts/panel';
import { ellipsis, plural } from '../../base/text';
import { showWhole } from '../../base/visibleText';
import { widest } from '../../core/plan/graph';
import { effectWords } from '../../words/stepStatus';
import { escapeAroundCode, escapeMarkdown, inlineCode } from '../markdown';
import { scopeSentence } from '../panelState';

const shownSteps = 12;

/** A proposed plan as chat shows it: what will be different, each step with its risk and files, and the scope. */
export function renderPlan(session: SessionSnapshot, scope: NonNullable<PanelState['scope']>): string {
  const steps = session.plan?.steps ?? [];
  const side = widest(steps);
  const title = escapeMarkdown(ellipsis(session.plan?.summary ?? session.goal, 300));
  const count = `${plural(steps.length, 'step')}${side > 1 ? `, ${side} in parallel` : ''}`;
  const head = `**${title}**\n\n${count}\n\n`;
  const rows = steps.slice(0, shownSteps).map((step, index) => `${index + 1}. ${renderStep(step, session)}`);
  const more =
    steps.length > shownSteps ? `\n\n… and ${plural(steps.length - shownSteps, 'more step')} in the plan panel.` : '';
  const notes = (session.plan?.notes ?? []).map((note) => `> ${escapeMarkdown(ellipsis(note, 300))}\n`).join('>\n');
  return `${head}${rows.join('\n')}${more}\n\n${notes}\n${escapeAroundCode(scopeSentence(scope))}\n`;
}

function renderStep(step: StepSnapshot, session: SessionSnapshot): string {
  const about = step.about ? ` ${inlineCode(showWhole(step.about, 300))}` : '';
  const proof = step.id === session.plan?.verify ? ' · verifies the goal' : '';
  const late = step.late ? ' · set when it runs' : '';
  return `${escapeMarkdown(ellipsis(step.title, 160))} — *${effectWords[step.effect]}*${about}${late}${proof}`;
}
