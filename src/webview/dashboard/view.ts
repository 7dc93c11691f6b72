import type { DashboardMessage, DashboardRange, DashboardState } from '../../contracts/dashboard';

/** What the page keeps over a reload: what the person has chosen. */
export interface Kept {
  range: DashboardRange;
  session: string | undefined;
  /** Charts whose tables are open. */
  tables: readonly string[];
}

/** What a person can do on the page. */
export interface Act {
  chooseRange(range: DashboardRange): void;
  chooseSession(session: string | undefined): void;
  openTable(key: string, isOpen: boolean): void;
  /** Points at a column of a chart; undefined: at none. */
  pick(key: string, column: number | undefined): void;
  post(message: DashboardMessage): void;
}

/** What the templates see. */
export interface View {
  readonly state: DashboardState | undefined;
  /** Why the newest figures could not be read. */
  readonly failed: string | undefined;
  readonly kept: Kept;
  readonly picked: Readonly<Record<string, number | undefined>>;
  readonly act: Act;
}
