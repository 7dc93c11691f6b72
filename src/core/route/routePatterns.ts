import type { Route } from '../../contracts/api';
import { findRecipe } from '../plan/recipes';

/** A control word and what it asks for. Whole messages only: "stop the flicker" is a goal. */
const controls: readonly [RegExp, string][] = [
  [/^(stop|cancel|abort|halt)( it| this| that| the run| everything| now)?[.!]*$/i, 'stop'],
  [/^(pause|hold on|wait)( it| this| the run)?[.!]*$/i, 'pause'],
  [/^(resume|continue|go on|carry on)( with)?( (the )?(session|run))?( [\w.-]{1,60})?[.!]*$/i, 'resume'],
  [/^(status|progress|where are (we|you)|how far (are you|along))( now)?[?.!]*$/i, 'status'],
  [/^(undo|revert|roll ?back)( it| this| that| the (last )?run| everything| your changes| the changes)?[.!]*$/i, 'undo'],
  [/^(approve|approved|go ahead|run it|do it|lgtm|looks good|yes,? (please|go|do it|run it)|ok(ay)?,? (go|run it|do it))( (it|the plan))?[.!]*$/i, 'approve'],
  [/^(reject|discard|forget|drop)( it| this| the plan)?[.!]*$/i, 'reject'],
];

const verbs =
  'add|adjust|allow|apply|bump|build|change|clean|clean up|commit|convert|create|delete|deprecate|document|drop|enable|disable|ensure|expose|extract|finish|fix|format|generate|get|handle|implement|improve|inline|insert|install|integrate|introduce|investigate and fix|let|lint|make|merge|migrate|modify|move|optimi[sz]e|organi[sz]e|parse|pin|port|prevent|refactor|reformat|remove|rename|reorder|replace|resolve|restore|rewrite|run|save|set|set up|simplify|sort|speed up|split|stop|support|switch|sync|tidy|translate|turn|update|upgrade|use|validate|wire|wrap|write';
const politeness = "(?:(?:hey|hi|ok|okay|so|now|then|first|please|pls|kindly|just|also|flux)[,:]?\\s+)*(?:(?:can|could|would|will) (?:you|we)(?: please)?\\s+|i(?:'d| would) like (?:you )?to\\s+|i (?:want|need) (?:you )?to\\s+|let'?s\\s+|we (?:should|need to|must)\\s+|help me (?:to )?)?(?:please\\s+|just\\s+|also\\s+)?";
const goal = new RegExp(`^${politeness}(?:${verbs})\\b`, 'i');
const wish = /^(i (want|need|would like|'d like)|we (want|need)|there should be)\b|^.{1,80}\b(should|must|needs? to|ought to)\b/i;
const complaint = /\b(is|are|was) (broken|failing|wrong|missing|slow|flaky)|\b(does|do|did)(n't| not) (work|compile|build|pass|render|load)|\b(crash(es|ed)?|throws?|fails?)\b/i;

const question =
  /^(what|what's|whats|why|how|how's|where|where's|who|who's|when|which|whose|is|are|was|were|does|do|did|has|have|should|will|would|can|could|am|may|might|isn't|aren't|doesn't|explain|describe|tell me|summari[sz]e|walk me through|give me an overview|show me how|teach|compare|thanks|thank you|hello|hi|hey|good morning|help)\b/i;

/**
 * What the words ask for, by patterns alone. `confidence` below 0.6 means that the patterns are unsure.
 * Takes microseconds: only the first 400 characters are read.
 */
export function routePatterns(text: string): Route {
  const words = text.slice(0, 400).replace(/\s+/g, ' ').trim();
  const by = (kind: Route['kind'], confidence: number, intent?: string): Route => ({ kind, intent, confidence, source: 'pattern' });
  if (words === '') return by('ask', 0.9);

  for (const [pattern, name] of controls) if (pattern.test(words)) return by('control', 0.95, name);
  const recipe = findRecipe(words);
  if (recipe) return by('run', 0.95, recipe.name);
  if (goal.test(words)) return by('run', 0.9);
  if (question.test(words)) return by('ask', words.endsWith('?') || /^(what|why|how|where|who|when|which|explain|describe|tell|summari)/i.test(words) ? 0.9 : 0.7);
  if (words.endsWith('?')) return by('ask', 0.75);
  if (wish.test(words)) return by('run', 0.75);
  if (complaint.test(words)) return by('run', 0.6);
  return by(words.split(' ').length >= 4 ? 'run' : 'ask', 0.4);
}
