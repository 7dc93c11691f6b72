import { createServer } from 'node:net';
import { usualPlaces } from '../../src/node/model/localServers';

/** The usual places of local model servers at which nothing listens now. */
export async function freePlaces() {
  const free = await Promise.all(usualPlaces.map(({ baseUrl }) => isFree(Number(new URL(baseUrl).port))));
  return usualPlaces.filter((_, index) => free[index]);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
