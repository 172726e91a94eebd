// Bringing a board from elsewhere: a file is chosen, read by the server without changing anything, its report is shown, and
// only then is it taken over. Doing it again adds only what is new.

import { html } from 'htm/preact';
import { useRef, useState } from 'preact/hooks';
import { headerOf } from '../../../lib/csv.js';
import { loadAreas, t } from '../../../lib/i18n.js';
import { navigate } from '../../../state/route.js';
import { Button, Icon } from '../../../ui/controls.js';
import { FormError, Segmented, Select, TextField } from '../../../ui/field.js';
import { Dialog, openDialog, toast } from '../../../ui/layers.js';
import { runImport } from '../actions.js';
import { loadProjects, projects } from '../all.js';
import { canManage } from '../model.js';
import { stateOf } from '../store.js';

const MOST_BYTES = 10 * 1024 * 1024;
// i18n: import.to.title import.to.description import.to.bucket import.to.priority import.to.status import.to.percent
// i18n: import.to.start import.to.due import.to.assignees import.to.labels import.to.id import.to.ignore
const TARGETS = ['title', 'description', 'bucket', 'priority', 'status', 'percent', 'start', 'due', 'assignees', 'labels', 'id', 'ignore'];

function FileChoice({ file, onFile, error }) {
  const field = useRef(null);
  const take = (files) => files[0] && onFile(files[0]);
  return html`
    <div class="projects-file" onDragOver=${(event) => event.preventDefault()} onDrop=${(event) => { event.preventDefault(); take(event.dataTransfer.files); }}>
      <${Icon} name="file-up" size=${24} />
      <p>${file ? file.name : t('import.drop')}</p>
      <input ref=${field} type="file" class="visually-hidden" tabindex="-1" accept=".json,.csv,application/json,text/csv" aria-label=${t('import.file')} data-testid="import-file" onChange=${(event) => take(event.target.files)} />
      <${Button} small onClick=${() => field.current.click()}>${t('import.choose')}<//>
      ${error && html`<p class="field-error" role="alert">${error}</p>`}
    </div>`;
}

/** Several columns may have labels and people; everything else is in one: the column that had it before is left out. */
function meaning(mapping, header, value) {
  const several = ['labels', 'assignees', 'ignore'].includes(value);
  const others = Object.entries(mapping).map(([name, had]) => [name, had === value && !several ? 'ignore' : had]);
  return { ...Object.fromEntries(others), [header]: value };
}

function Mapping({ headers, mapping, onChange, examples }) {
  return html`
    <div class="projects-table-scroll" tabindex="0" role="group" aria-label=${t('import.columns')}>
      <table class="table"><thead><tr><th scope="col">${t('import.column')}</th><th scope="col">${t('import.becomes')}</th><th scope="col">${t('import.example')}</th></tr></thead>
        <tbody>${headers.map((header) => html`
          <tr key=${header}><th scope="row" class="projects-import-head">${header}</th>
            <td><select class="input" aria-label=${t('import.becomes_of', { column: header })} value=${mapping[header] ?? 'ignore'} onChange=${(event) => onChange(meaning(mapping, header, event.target.value))}>${TARGETS.map((each) => html`<option key=${each} value=${each} selected=${each === (mapping[header] ?? 'ignore')}>${t(`import.to.${each}`)}</option>`)}</select></td>
            <td class="faint">${(examples.get(header) ?? []).join(', ')}</td></tr>`)}</tbody></table>
    </div>`;
}

const bringsSomething = ({ created }) => Object.values(created).some((n) => n > 0);

/** What a board is called in its file; what the file is called, where it does not say. */
function nameIn(text, source, file) {
  try {
    const board = source === 'csv' ? null : JSON.parse(text);
    return (board.item?.name ?? board.name).slice(0, 120);
  } catch {
    return file.replace(/\.[^.]+$/, '');
  }
}

const Line = ({ n, words }) => html`<li><strong class="num">${n}</strong> ${words}</li>`;

// i18n: import.lost.attachments import.lost.fields import.lost.lists import.lost.cards import.lost.lines import.lost.cells
// i18n: import.lost.descriptions import.lost.comments import.lost.starts
const LOST = {
  attachments: 'import.lost.attachments', 'custom fields': 'import.lost.fields', 'lists without a name': 'import.lost.lists', 'cards without a title': 'import.lost.cards',
  'lines of long checklists': 'import.lost.lines', 'cells of columns that mean nothing here': 'import.lost.cells', 'ends of long descriptions': 'import.lost.descriptions',
  'ends of long comments': 'import.lost.comments', 'starts that do not go with when it is due': 'import.lost.starts',
};

const PROBLEMS = { no_title: () => t('import.problem.no_title'), unclear: ({ value }) => t('import.problem.unclear', { value }), same_id: () => t('import.problem.same_id') };
const problemText = (problem) => PROBLEMS[problem.code]?.(problem) ?? problem.message;

function Report({ report }) {
  const { created, updated, skipped, people, lost, problems } = report;
  return html`
    <div class="stack" data-testid="import-report">
      <ul class="projects-report">
        <${Line} n=${created.tasks} words=${t('import.tasks', { n: created.tasks })} /><${Line} n=${created.buckets} words=${t('import.buckets', { n: created.buckets })} /><${Line} n=${created.labels} words=${t('import.labels', { n: created.labels })} />
        <${Line} n=${created.comments} words=${t('import.comments', { n: created.comments })} />${updated > 0 && html`<${Line} n=${updated} words=${t('import.updated', { n: updated })} />`}${skipped > 0 && html`<${Line} n=${skipped} words=${t('import.skipped')} />`}
      </ul>
      ${people.unknown.length > 0 && html`<p class="projects-note"><${Icon} name="user-x" />${t('import.unknown', { names: people.unknown.slice(0, 10).join(', ') })}</p>`}
      ${lost.length > 0 && html`<section><h3 class="section-title">${t('import.lost')}</h3><ul class="projects-lost">${lost.map((each) => html`<li key=${each.what}><strong>${LOST[each.what] ? t(LOST[each.what]) : each.what}</strong> <span class="num">(${each.count})</span>${each.examples?.length > 0 && html` <span class="faint">${each.examples.slice(0, 3).join(', ')}</span>`}</li>`)}</ul></section>`}
      ${problems.length > 0 && html`<section><h3 class="section-title">${t('import.problems')}</h3><ul class="projects-lost">${problems.slice(0, 20).map((each, i) => html`<li key=${i}>${each.row ? `${t('import.row', { n: each.row })}: ` : ''}${problemText(each)}</li>`)}</ul></section>`}
    </div>`;
}

/** What kind of file it is, from its name and beginning. */
export function sourceOf(name, text) {
  if (/\.csv$/i.test(name)) return 'csv';
  return /"(?:idBoard|idList|shortLink|idMemberCreator)"/.test(text.slice(0, 200_000)) ? 'trello' : /"(?:boardId|listId|boards|cardMemberships|boardMemberships)"/.test(text.slice(0, 200_000)) ? 'planka' : /^[\s\ufeff]*[[{]/.test(text) ? 'trello' : 'csv';
}

function Import({ projectId, close }) {
  const [step, setStep] = useState('file');
  const [file, setFile] = useState(null);
  const [data, setData] = useState('');
  const [source, setSource] = useState('trello');
  const [name, setName] = useState('');
  const [target, setTarget] = useState(projectId ?? '');
  const [mapping, setMapping] = useState({});
  const [report, setReport] = useState(null);
  const [error, setError] = useState(null);
  const [busy, setBusy] = useState(false);
  const headers = source === 'csv' && data ? headerOf(data).filter(Boolean) : [];
  const examples = new Map((report?.columns ?? []).map((each) => [each.header, each.examples ?? []]));
  const places = [{ value: '', label: t('import.new_project') }, ...[...(projects.value?.values() ?? [])].filter(canManage).map((each) => ({ value: each.id, label: each.name }))];
  const take = async (chosen) => {
    if (chosen.size > MOST_BYTES) return void setError({ text: t('import.too_large') });
    const text = await chosen.text();
    setFile(chosen);
    setData(text);
    setError(null);
    setReport(null);
    const kind = sourceOf(chosen.name, text);
    setSource(kind);
    setName(name || nameIn(text, kind, chosen.name));
    return undefined;
  };
  const run = async (dryRun, map = mapping) => {
    setBusy(true);
    setError(null);
    try {
      const answer = await runImport({ source, data, ...(target ? { projectId: target } : { name: name.trim() || file.name }), ...(source === 'csv' && Object.keys(map).length ? { mapping: map } : {}), dryRun });
      if (!dryRun) {
        close();
        toast(t('import.done', { n: answer.created.tasks }), { kind: 'success' });
        await loadProjects();
        stateOf(answer.projectId)?.reload();
        return navigate(`/projects/${answer.projectId}`);
      }
      setReport(answer);
      if (answer.columns && !Object.keys(map).length) setMapping(Object.fromEntries(answer.columns.map((each) => [each.header, each.mapsTo ?? 'ignore'])));
      setStep('report');
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
    return undefined;
  };
  const change = (next) => {
    setMapping(next);
    run(true, next);
  };
  const foot = step === 'file'
    ? html`<${Button} onClick=${() => close()}>${t('app.cancel')}<//><${Button} kind="primary" disabled=${!file} loading=${busy} onClick=${() => run(true)}>${t('import.check')}<//>`
    : html`<${Button} onClick=${() => setStep('file')}>${t('app.back')}<//><${Button} kind="primary" loading=${busy} disabled=${!report || !bringsSomething(report)} onClick=${() => run(false)}>${t('import.go')}<//>`;
  const sources = [{ value: 'trello', label: 'Trello' }, { value: 'planka', label: 'Planka' }, { value: 'csv', label: 'CSV' }];
  return html`
    <${Dialog} wide title=${t('projects.import.title')} onClose=${close} footer=${foot}>
      <div class="stack">
        <${FormError} error=${error?.text ?? error} />
        ${step === 'file' ? html`
          <p class="dialog-text">${t('import.lead')}</p>
          <${FileChoice} file=${file} onFile=${take} />
          <${Segmented} label=${t('import.kind')} value=${source} options=${sources} onChange=${setSource} />
          <${Select} label=${t('import.into')} value=${target} options=${places} onChange=${setTarget} />
          ${!target && html`<${TextField} label=${t('projects.name')} value=${name} maxlength="120" onInput=${(event) => setName(event.target.value)} />`}`
          : html`
          <p class="dialog-text">${t('import.dry')}</p>
          ${headers.length > 0 && html`<${Mapping} headers=${headers} mapping=${mapping} onChange=${change} examples=${examples} />`}
          ${report && html`<${Report} report=${report} />`}`}
      </div>
    <//>`;
}

/** Opens the dialog; into `projectId`, or a new project. */
export async function openImport(projectId) {
  if (!projects.peek()) loadProjects();
  await loadAreas('import');
  openDialog((close) => html`<${Import} projectId=${projectId} close=${close} />`);
}
