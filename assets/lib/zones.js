// Time zones as this browser knows them.

/** The zone this device is in. */
export const deviceZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** All zones to choose from, in order; `kept` is among them even where the browser does not know it. */
export const zonesWith = (kept) => [...new Set([kept, deviceZone(), 'UTC', ...Intl.supportedValuesOf('timeZone')])].filter(Boolean).sort();

/** The same as options of a Select. */
export const zoneOptions = (kept) => zonesWith(kept).map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') }));

/** What clocks show in a zone now, or null where the browser does not know it. */
export function timeIn(zone, tag, now = Date.now()) {
  try {
    return zone ? new Intl.DateTimeFormat(tag, { weekday: 'long', hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: zone }).format(now) : null;
  } catch {
    return null;
  }
}
