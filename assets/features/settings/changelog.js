// The changelog of the project, as people read it. It comes with this very version of the page.

const FILE = new URL('../../CHANGELOG.md', import.meta.url).href;

// What was broken into lines to be edited is one line to be read.
const joined = (lines) => lines.join('\n').replace(/\n(?!\n|[-*#]|$)\s*/g, ' ').trim();

/**
 * Its versions, newest first: `[{version, date, groups: [{title, text}]}]`. `version` is null for what has no number yet;
 * what says nothing is left out.
 */
export function parseChangelog(source) {
  const versions = [];
  let group = null;
  for (const line of source.split('\n')) {
    const head = /^## \[([^\]]+)\](?:\s*[-–]\s*(\d{4}-\d{2}-\d{2}))?/.exec(line);
    const title = /^### (.+)/.exec(line);
    if (head) {
      versions.push({ version: /^\d/.test(head[1]) ? head[1] : null, date: head[2] ?? null, groups: [] });
      group = null;
    } else if (title && versions.length) {
      group = { title: title[1].trim(), lines: [] };
      versions.at(-1).groups.push(group);
    } else group?.lines.push(line);
  }
  const withText = (groups) => groups.map(({ title, lines }) => ({ title, text: joined(lines) })).filter(({ text }) => text);
  return versions.map((each) => ({ ...each, groups: withText(each.groups) })).filter(({ groups }) => groups.length);
}

/** Fetch and read it. Rejects when it cannot be had. */
export async function loadChangelog(signal) {
  const answer = await fetch(FILE, { signal });
  if (!answer.ok) throw new Error(`${FILE}: ${answer.status}`);
  return parseChangelog(await answer.text());
}
