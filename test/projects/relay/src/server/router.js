import { HttpError } from './errors.js';

/** Routes such as `GET /endpoints/:id`; a handler gets the request with its `params`. */
export function createRouter() {
  const routes = [];

  return {
    on(method, pattern, handler) {
      const names = [];
      const source = pattern.replace(/:(\w+)/g, (_, name) => {
        names.push(name);
        return '([^/]+)';
      });
      routes.push({ method, expression: new RegExp(`^${source}$`), names, handler });
    },

    async handle(request) {
      const fitting = routes.filter(({ expression }) => expression.test(request.path));
      if (fitting.length === 0) throw new HttpError(404, `There is nothing at ${request.path}.`);
      const route = fitting.find(({ method }) => method === request.method);
      if (!route) throw new HttpError(405, `${request.method} is not allowed at ${request.path}.`);
      const [, ...values] = route.expression.exec(request.path);
      const params = Object.fromEntries(route.names.map((name, index) => [name, decodeURIComponent(values[index])]));
      return route.handler({ ...request, params });
    },
  };
}
