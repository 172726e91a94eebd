// Time zones to choose from.

/** The zone of this device. */
export const ownZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** All zones as options of a Select, `current` among them. */
export function zoneOptions(current) {
  const zones = new Set([current, 'UTC', ...Intl.supportedValuesOf('timeZone')]);
  return [...zones].filter(Boolean).sort().map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') }));
}
