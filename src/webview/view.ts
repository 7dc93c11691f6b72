import type { PanelMessage, PanelState } from '../contracts/panel';
import type { LocalState } from './localState';
import type { Lookups } from './lookups';
import type { PlanRequest } from './outbox';

/** What the templates may do. */
export interface Actions {
  /** Sends a message that does not change the plan. */
  readonly post: (message: PanelMessage) => void;
  /** Sends a change of the plan, on the newest revision. */
  readonly request: (request: PlanRequest) => void;
  /** Saves what is unsaved and then approves; shows the first field that cannot be saved instead. */
  readonly approve: () => void;
  /** Opens or closes a step, or moves the list's Tab stop; `focus` also puts the focus on its title. */
  readonly go: (where: { readonly open?: string | null; readonly current?: string; readonly focus?: boolean }) => void;
  readonly draft: (key: string, text: string) => void;
  readonly stepDraft: (step: string, field: string, text: string) => void;
  readonly saveStep: (step: string) => void;
  readonly discardStep: (step: string) => void;
  /** Opens or closes an expandable part. */
  readonly expand: (key: string, open: boolean) => void;
  /** Sends the text of a field and empties it; a refusal brings the text back. */
  readonly sendDraft: (key: string, send: (text: string) => void) => void;
  /** Tells the run something; it stands in the page at once. */
  readonly say: (text: string) => void;
  readonly copy: (key: string, text: string) => void;
  readonly dismissNotice: () => void;
  readonly scrolled: (top: number) => void;
}

/** What the templates see. */
export interface View {
  readonly state: PanelState;
  readonly local: LocalState;
  /** Plan changes that no state has answered yet. */
  readonly pending: readonly PlanRequest[];
  /** What was just said and no state shows yet. */
  readonly saying: readonly string[];
  /** Whether the plan may be changed now. */
  readonly editable: boolean;
  /** Why a step's unsaved text was not saved, by step. */
  readonly problems: Readonly<Record<string, string>>;
  readonly noticeHidden: boolean;
  /** What was asked for besides the state. */
  readonly lookups: Lookups;
  /** What was copied a moment ago. */
  readonly copied: string | undefined;
  /** Height of a line of text, in pixels. */
  readonly line: number;
  readonly now: number;
  /** How many rows of the list to draw now; the rest follows in the next frame. */
  readonly rows: number;
  readonly act: Actions;
}
