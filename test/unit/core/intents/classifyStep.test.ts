import assert from 'node:assert/strict';
import { classifyStep } from '../../../../src/core/intents/classifyStep';
import { memoryWorkspace } from '../memoryWorkspace';
import { labelledSteps, type LabelledStep } from './labelledSteps';

const { tools } = memoryWorkspace({});
const classify = (step: LabelledStep) => classifyStep(step, tools.find(({ name }) => name === step.tool));

describe('figures', () => {
  it('tuned', () => {
    const { tuned } = labelledSteps();
    let sure = 0, right = 0, all = 0;
    for (const step of tuned) {
      const c = classify(step);
      if (c.intent === step.label) all++;
      if (c.confidence >= 0.8) { sure++; if (c.intent === step.label) right++; }
      if (c.intent !== step.label || c.confidence < 0.8)
        console.log(c.confidence >= 0.8 ? 'WRONG ' : c.intent === step.label ? 'unsure' : 'unsW  ', step.label.padEnd(11), c.intent.padEnd(11), c.confidence, step.tool.slice(0,8), '|', step.title, '|', c.reason, JSON.stringify(c.alternatives.map(a=>a.intent+a.confidence)));
    }
    console.log({ n: tuned.length, sure, right, all });
    assert.ok(true);
  });
});
