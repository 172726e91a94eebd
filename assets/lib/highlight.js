// Colours for code: text and a language in, a small tree of pieces out; never HTML. highlight.js finds the pieces; its core
// and each language are fetched when the first block of that language is shown, and the work waits for an idle moment.

/** Longer code stays plain: to colour it would be felt. */
export const MOST_CHARS = 20 * 1024;
/** How many coloured blocks are remembered, for rows that are drawn again. */
const KEPT = 80;

const LANGUAGES = [
  'bash', 'c', 'cpp', 'csharp', 'css', 'dart', 'diff', 'dockerfile', 'go', 'ini', 'java', 'javascript', 'json', 'kotlin', 'lua', 'makefile',
  'markdown', 'nginx', 'php', 'powershell', 'python', 'ruby', 'rust', 'scss', 'shell', 'sql', 'swift', 'typescript', 'xml', 'yaml',
];
const ALIASES = {
  sh: 'bash', zsh: 'bash', console: 'shell', h: 'c', 'c++': 'cpp', cc: 'cpp', hpp: 'cpp', cs: 'csharp', 'c#': 'csharp', patch: 'diff', docker: 'dockerfile',
  golang: 'go', toml: 'ini', js: 'javascript', jsx: 'javascript', mjs: 'javascript', kt: 'kotlin', make: 'makefile', mk: 'makefile', md: 'markdown',
  ps1: 'powershell', pwsh: 'powershell', py: 'python', rb: 'ruby', rs: 'rust', sass: 'scss', postgres: 'sql', sqlite: 'sql', ts: 'typescript', tsx: 'typescript',
  html: 'xml', svg: 'xml', vue: 'xml', yml: 'yaml',
};
/** Languages that others are written in. */
const INSIDE = { xml: ['css', 'javascript'], shell: ['bash'], markdown: ['xml'], dockerfile: ['bash'], php: ['xml'], javascript: ['xml', 'css'], typescript: ['xml', 'css'] };
const NAMES = {
  bash: 'Bash', c: 'C', cpp: 'C++', csharp: 'C#', css: 'CSS', dart: 'Dart', diff: 'Diff', dockerfile: 'Dockerfile', go: 'Go', ini: 'INI', java: 'Java',
  javascript: 'JavaScript', json: 'JSON', kotlin: 'Kotlin', lua: 'Lua', makefile: 'Makefile', markdown: 'Markdown', nginx: 'nginx', php: 'PHP',
  powershell: 'PowerShell', python: 'Python', ruby: 'Ruby', rust: 'Rust', scss: 'SCSS', shell: 'Shell', sql: 'SQL', swift: 'Swift', typescript: 'TypeScript',
  xml: 'XML', yaml: 'YAML', toml: 'TOML', html: 'HTML', jsx: 'JSX', tsx: 'TSX', svg: 'SVG', vue: 'Vue',
};

/** The language a fence names, as it is coloured: one of ours, or null. */
export function languageOf(word) {
  const name = word.toLowerCase();
  const known = Object.hasOwn(ALIASES, name) ? ALIASES[name] : name;
  return LANGUAGES.includes(known) ? known : null;
}

/** What to call the language of a fence: "Rust" for `rs`; what we do not know keeps its own word. */
export function languageName(word) {
  const name = word.toLowerCase();
  return NAMES[name] ?? NAMES[languageOf(name)] ?? word;
}

const FOLDER = '../vendor/highlight.js-11.12.0/';
const loading = new Map();

function fetched(file) {
  if (!loading.has(file)) {
    const module = import(`${FOLDER}${file}.min.js`).then((each) => each.default);
    loading.set(file, module);
    module.catch(() => loading.delete(file));
  }
  return loading.get(file);
}

async function ready(language) {
  const core = await fetched('core');
  const needed = [language, ...(INSIDE[language] ?? [])].filter((name) => !core.getLanguage(name));
  const grammars = await Promise.all(needed.map((name) => fetched(`languages/${name}`)));
  needed.forEach((name, i) => core.registerLanguage(name, grammars[i]));
  return core;
}

const idle = () => new Promise((resolve) => {
  if (globalThis.requestIdleCallback) requestIdleCallback(resolve, { timeout: 500 });
  else setTimeout(resolve, 50);
});

const done = new Map();

function remember(key, tree) {
  done.set(key, tree);
  if (done.size > KEPT) done.delete(done.keys().next().value);
  return tree;
}

/** The pieces of a block coloured before: see `highlight`; null when it was not. */
export const highlighted = (text, word) => done.get(`${languageOf(word)}\n${text}`) ?? null;

/**
 * Splits code into pieces: strings, and `{scope, children}` with a scope of highlight.js such as "title.function". Null where
 * there is nothing to colour: an unknown language, too much text, or a grammar that could not be fetched.
 * @returns {Promise<(string|{scope:string,children:Array})[]|null>}
 */
export async function highlight(text, word) {
  const language = languageOf(word);
  if (!language || text.length > MOST_CHARS) return null;
  try {
    const core = await ready(language);
    await idle();
    return highlighted(text, word) ?? remember(`${language}\n${text}`, piecesOf(core.highlight(text, { language, ignoreIllegals: true })));
  } catch {
    // Colours are a courtesy: without them the code is as readable as before.
    return null;
  }
}

/** The token tree. Its place inside the library is not documented: tests/ui/highlight.test.mjs notices when it moves. */
const piecesOf = (result) => result._emitter.rootNode.children;

const GROUPS = [
  ['comment', 'comment quote'], ['keyword', 'keyword selector-tag doctag built_in.keyword template-tag'], ['string', 'string regexp char symbol link code'],
  ['number', 'number literal bullet'], ['title', 'title section name function class'], ['type', 'type built_in selector-class selector-id selector-pseudo meta'],
  ['attr', 'attr attribute property variable template-variable params selector-attr tag.attr'], ['added', 'addition'], ['removed', 'deletion'],
];
const GROUP_OF = new Map(GROUPS.flatMap(([group, scopes]) => scopes.split(' ').map((scope) => [scope, group])));

/** Which of our few colours a scope has, or null for the colour of the text. */
export const colourOf = (scope) => GROUP_OF.get(scope) ?? GROUP_OF.get(scope?.split('.')[0]) ?? null;
