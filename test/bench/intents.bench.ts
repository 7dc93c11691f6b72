import { writeFile } from 'node:fs/promises';
import { certain, classifyStep } from '../../src/core/intents/classifyStep';
import { memoryWorkspace } from '../unit/core/memoryWorkspace';
import { labelledSteps, type LabelledStep } from '../unit/core/intents/labelledSteps';
import { medianMs, type Figure } from './measure';
import { spendLayerMs } from './spendLayer';

const byName = new Map(memoryWorkspace({}).tools.map((tool) => [tool.name, tool]));
const classify = (step: LabelledStep) => classifyStep(step, byName.get(step.tool));
const { tuned, aside } = labelledSteps();
const thousand = Array.from({ length: 1_000 }, (_, at) => [...tuned, ...aside][at % 300]!);

const ms = await medianMs(25, () => thousand.forEach(classify));
const layerMs = await spendLayerMs();
const found = aside.map((step) => ({ step, ...classify(step) }));
const decided = found.filter(({ confidence }) => confidence >= certain);
const right = decided.filter(({ intent, step }) => intent === step.label);
const decidedShare = (100 * decided.length) / found.length;
const rightShare = (100 * right.length) / decided.length;

const figures: Figure[] = [
  { what: 'intents by patterns, one step', value: ms / 1_000, unit: 'ms', goal: 'under 0.1 ms', met: ms < 100 },
  { what: 'intents by patterns, 1,000 steps', value: ms, unit: 'ms', goal: 'under 10 ms', met: ms < 10 },
  {
    what: 'steps kept aside, decided by patterns',
    value: decidedShare,
    unit: '%',
    goal: 'at least 85 %',
    met: decidedShare >= 85,
  },
  { what: 'of these right', value: rightShare, unit: '%', goal: 'at least 92 %', met: rightShare >= 92 },
  {
    what: 'classifying, sharing, choosing models and charging, 20 steps',
    value: layerMs,
    unit: 'ms',
    goal: 'under 10 ms',
    met: layerMs < 10,
  },
];
await writeFile(process.argv[2] ?? 'out/bench-intents.json', JSON.stringify(figures, null, 2));
