import { plural } from '../../base/text';

/** What is known of a step before the model is asked for it. */
export interface StepFacts {
  readonly effect: 'read' | 'write' | 'execute';
  /** How many files it writes. */
  readonly files: number;
  /** Characters that it must read, as far as they are known. */
  readonly chars: number;
  /** How many steps it waits for, and how many wait for it. */
  readonly needs: number;
  readonly waiting: number;
  /** How hard what it writes is to get right: nothing and plain text, code, code that manages its own memory. */
  readonly language: 'text' | 'code' | 'systems';
  /** 0–1: how sure it is that what it needs is at hand; 1: its input is whole. */
  readonly found: number;
  /** How often it, or what it stands for, has failed. */
  readonly failures: number;
  /** Of the role's steps in this session, the part that failed. */
  readonly roleFailures?: number;
}

/** How hard a step is, from 0 to 10: to write down, to carry out, and both; why, the weightiest first. */
export interface Complexity {
  readonly creation: number;
  readonly execution: number;
  readonly combined: number;
  readonly reasons: readonly string[];
}

const languagePart = { text: 0, code: 1, systems: 2 } as const;
const effectPart = { read: 0, write: 1, execute: 2 } as const;
/** Reasons worth less are not told. */
const leastTold = 0.5;

interface Part {
  readonly points: number;
  readonly reason: string;
}

/**
 * A sum of parts, each with a most, so that no single fact decides. Creation: 1, files 1.5·log2(1+files) up to 4, text
 * 1 for 8,000 characters up to 2.5, language 0–2, what is not at hand up to 1.5 and ½ for each need up to 1.5.
 * Execution: 1, effect 0–2, ½ for each step that waits up to 1.5, 1 for files beyond the first up to 2. Both: 1.5 for
 * each failure up to 4, and the role's up to 1.5. Combined: the larger weighs 0.7, the other 0.3.
 */
export function complexityOf(facts: StepFacts): Complexity {
  const { files, chars, needs, waiting, failures, found, roleFailures = 0 } = facts;
  const unsure = 1 - Math.min(1, Math.max(0, found));
  const language = found >= 1 ? 0 : languagePart[facts.language];
  const written = Math.max(0, files);
  const both = [
    part(1.5 * failures, 4, failures === 1 ? 'failed before' : `failed ${failures} times before`),
    part(2 * roleFailures, 1.5, 'its role has failed here before'),
  ];
  const creation = [
    part(1.5 * Math.log2(1 + written) * (found >= 1 ? 0.3 : 1), 4, `writes ${plural(written, 'file')}`),
    part(chars / 8_000, 2.5, 'much to read'),
    part(language, 2, facts.language === 'systems' ? 'code that manages its own memory' : 'code'),
    part(1.5 * unsure, 1.5, 'what it needs is still to be found'),
    part(0.5 * needs, 1.5, `waits for ${plural(needs, 'step')}`),
  ];
  const execution = [
    part(effectPart[facts.effect], 2, facts.effect === 'execute' ? 'runs something' : 'changes files'),
    part(0.5 * waiting, 1.5, `${plural(waiting, 'step')} ${waiting === 1 ? 'waits' : 'wait'} for it`),
    part(written - 1, 2, `writes ${plural(written, 'file')}`),
  ];
  const scores = [creation, execution].map((parts) => scoreOf([...parts, ...both]));
  const [created = 0, executed = 0] = scores;
  return {
    creation: created,
    execution: executed,
    combined: round(0.7 * Math.max(created, executed) + 0.3 * Math.min(created, executed)),
    reasons: reasonsOf([...creation, ...execution, ...both]),
  };
}

function part(points: number, most: number, reason: string): Part {
  return { points: Number.isFinite(points) ? Math.min(most, Math.max(0, points)) : most, reason };
}

function scoreOf(parts: readonly Part[]): number {
  return round(Math.min(10, 1 + parts.reduce((sum, { points }) => sum + points, 0)));
}

function reasonsOf(parts: readonly Part[]): string[] {
  const telling = parts.filter(({ points }) => points >= leastTold).sort((a, b) => b.points - a.points);
  return [...new Set(telling.map(({ reason }) => reason))].slice(0, 4);
}

function round(score: number): number {
  return Math.round(score * 10) / 10;
}
