/** Config keys that have another name today, by their former one, so that old addresses, commands and run files open. */
const FORMER: Readonly<Record<string, string>> = { advance: 'update' };

export const FORMER_KEYS: readonly string[] = Object.keys(FORMER);

/** A config key under the name it has today. */
export const presentKey = (key: string): string => (FORMER_KEYS.includes(key) ? (FORMER[key] ?? key) : key);

/** A config with its keys under the names they have today. */
export const presentConfig = <V>(config: Readonly<Record<string, V>>): Record<string, V> =>
  Object.fromEntries(Object.entries(config).map(([key, value]) => [presentKey(key), value]));
