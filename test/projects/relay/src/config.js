const numbers = {
  RELAY_PORT: ['port', 8080],
  RELAY_CONCURRENCY: ['concurrency', 8],
  RELAY_TIMEOUT_MS: ['timeoutMs', 10_000],
  RELAY_MAX_ATTEMPTS: ['maxAttempts', 8],
  RELAY_FIRST_DELAY_MS: ['firstDelayMs', 1_000],
  RELAY_LONGEST_DELAY_MS: ['longestDelayMs', 3_600_000],
  RELAY_MAX_BODY_BYTES: ['maxBodyBytes', 262_144],
};

const texts = {
  RELAY_DATA: ['dataFolder', ''],
  RELAY_TOKEN: ['token', ''],
  RELAY_LOG_LEVEL: ['logLevel', 'info'],
};

/** The settings, from the environment. Throws where a number is none. */
export function loadConfig(env) {
  const config = {};
  for (const [name, [key, fallback]] of Object.entries(numbers)) {
    const value = env[name] === undefined || env[name] === '' ? fallback : Number(env[name]);
    if (!Number.isInteger(value) || value < 0) throw new Error(`${name} has to be a whole number, not ${env[name]}.`);
    config[key] = value;
  }
  for (const [name, [key, fallback]] of Object.entries(texts)) config[key] = env[name] ?? fallback;
  return config;
}
