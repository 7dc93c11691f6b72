import type { FluxApi } from '../contracts/api';
import type { ModelSource } from '../contracts/model';
import type { AnyTool } from '../contracts/tool';
import type { Orchestrator } from './orchestrator';
import { findCode, type FindCodeDeps } from './codeIndex/findCode';
import type { Watching } from './watch/watching';
import type { EmbeddingKeeper } from './codeIndex/keepEmbeddings';
import { route } from './route/route';
import { toolSummaries } from './toolSummaries';

export interface ApiDeps {
  readonly orchestrator: Orchestrator;
  readonly models: ModelSource;
  readonly tools: readonly AnyTool[];
  readonly code: FindCodeDeps & { readonly embeddings: Pick<EmbeddingKeeper, 'message'> };
  readonly watching: Watching;
}

/** What other extensions get. */
export function createApi({ orchestrator, models, tools, code, watching }: ApiDeps): FluxApi {
  // Activation hands out only what the API names.
  return {
    ...orchestrator,
    version: 1,
    route: async (text) => route(text, tools, await models(), new AbortController().signal),
    start: (request) => orchestrator.start(request, { origin: 'api' }),
    approve: (session, change) => orchestrator.approve(session, change, 'api'),
    reject: (session, reason) => orchestrator.reject(session, reason),
    tools: () => toolSummaries(tools),
    search: (query, limit = 20) => findCode(query, limit, code),
    indexStatus: async () => {
      const status = code.keeper.status();
      return { ...status, message: status.message ?? code.embeddings.message() };
    },
    proposals: async () => [...watching.proposals()],
    accept: (proposal) => watching.accept(proposal),
    dismiss: (proposal, scope) => watching.dismiss(proposal, scope),
    watchers: async () => [...watching.watchers()],
    onDidChangeProposals: watching.onDidChangeProposals,
  };
}
