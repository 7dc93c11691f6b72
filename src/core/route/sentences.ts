import { pattern } from '../../base/pattern';

/** What a message says, apart from the code and the output that are pasted into it. */
export interface Said {
  readonly sentences: readonly string[];
  /** Whether code, or what a program printed, stands beside the words. */
  readonly pasted: boolean;
}

/** Only so much of a long message is read: its beginning and its end, where people say what they want. */
const beginning = 1200;
const ending = 600;

const fenced = /```[\s\S]*?(?:```|$)/g;
/** A line that nobody would write as words: code, or what a program printed. */
const printed = [
  /[;{}]\s*$/,
  /^(?: {2,}|\t)\s*\S/,
  /^\s*(?:return|pass|break|continue|end|fi|done)\b.{0,40}$/,
  /^\s*(?:[$>#%]|>>>|\.\.\.|\/\/|\/\*|\*|@\w+|<\/?\w|\|)/,
  pattern('i')`
  ^\s*(?:#include|import\s+[\w{*"']|from\s+\S+\s+import|def\s+\w+\s*\(|class\s+\w+\s*[({:]
  |function\s+\w*\s*\(|(?:const|let|var)\s+\w+\s*[=:]|return\b.*[;()]|public\s|private\s|package\s+[\w.]+;?$
  |using\s+[\w.]+;|elif\b|else:|(?:if|for|while)\b.*:\s*$|select\s.+\sfrom\s)
`,
  /^(?:[A-Z]{2,}\b[ ,]*)+(?=[\w.*("'/-]|$)(?![a-z'’]+ (?:you|u|me|i)\b)/,
  /^\s*[a-zA-Z][\w.-]*:(?:\s+\S+){0,2}$/,
  /^(?:npm|yarn|pnpm|pip|warning|error|fatal|info|debug)\s*(?:WARN|ERR!|:)/,
  /^\s*(?:-{2,}|={2,}|#|\+{2,}|Step \d+\/\d+)/,
  /(?:[^\w\s,.;:!?'"()-].*){5,}|(?:\d\D*){12,}$/,
  /=>|==|::|\)\s*:$|\w\(.*\)\s*$|^\s*\w+\s*=\s*\S/,
  /^\s*(?:at\s+\S+\s*\(|File\s+"|Traceback|Caused by:|npm ERR!|error(?:\[\w+\])?:|\w*(?:Error|Exception)\b:?)/,
];

/** Sentences end at their marks; a request or a question behind a comma stands for itself. */
const boundary = pattern('i')`
  (?<=[.!?;]|[a-z]:)\s+|\s+(?=or is (?:it|this|that)\b)|,\s+(?:and |so |but |then )?(?=which (?:one|of|is
  |would|do|should)\b|what(?:'s| would| goes| happens)\b|(?:does|is) (?:it|this|that)\b|is the \w+ worth\b
  |when (?:exactly|which|to)\b|(?:yay|yes) or na?[yo]\b|(?:only|just) (?:explain|tell|describe)\b|(?:can
  |could|would|will) (?:you|u)\b|(?:please|pls|plz)\b|how (?:do|does|can|could|to|should)\b|why\b|what (?:is
  |are|does|do|should|can)\b)
`;

/** A message as sentences, without code and output. */
export function sentencesOf(text: string): Said {
  const short = text.length <= beginning + ending ? text : `${text.slice(0, beginning)}\n${text.slice(-ending)}`;
  const words = short.replace(fenced, '\n');
  const lines = words.split(/\r?\n/);
  const spoken = lines.length === 1 ? lines : lines.filter((line) => !printed.some((pattern) => pattern.test(line)));
  const sentences = spoken
    .flatMap((line) => line.replace(/`[^`]*`/g, 'it').split(boundary))
    .map(bare)
    .filter((sentence) => /[a-z\p{L}]/iu.test(sentence));
  return { sentences, pasted: words.length < short.length || spoken.length < lines.length };
}

/** Without bullets, and with blanks as one. */
function bare(sentence: string): string {
  return sentence
    .replace(/^\s*(?:[-*•]|\d+[.)])\s+/, '')
    .replace(/\s+/g, ' ')
    .trim();
}
