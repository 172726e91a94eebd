// How a project goes: what is left, who has how much, how fast it gets done.

import { html } from 'htm/preact';
import { useEffect, useState } from 'preact/hooks';
import { dayOf, fromField, shortDay, today, toField } from '../../../lib/days.js';
import { formatNumber, loadAreas, t } from '../../../lib/i18n.js';
import { get } from '../../../net/api.js';
import { setQuery } from '../../../state/route.js';
import { resource } from '../../../state/resource.js';
import { Chart } from '../../../ui/chart.js';
import { Segmented } from '../../../ui/field.js';
import { toast } from '../../../ui/layers.js';
import { EmptyState, ErrorState, loadSheet, Skeleton } from '../../../ui/states.js';

const SHEET = new URL('../../../ui/chart.css', import.meta.url).href;
const SPANS = { 14: 14, 30: 30, 90: 90 };
const SETTLE_MS = 1500;
const MOST_PEOPLE = 12;

/** The figures of a project for so many days, asked again a moment after something changed. */
function useAnalytics(state, days) {
  const [found] = useState(() => ({ days }));
  const [figures] = useState(() => resource(async (signal) => {
    await Promise.all([loadAreas('chart'), loadSheet(SHEET)]);
    return get(`/projects/${state.id}/analytics`, { query: { startDate: toField(today() - found.days + 1), endDate: toField(today()) }, signal });
  }));
  useEffect(() => {
    found.days = days;
    figures.load();
  }, [days]);
  useEffect(() => {
    const timer = setTimeout(figures.load, SETTLE_MS);
    return () => clearTimeout(timer);
  }, [state.version.value]);
  return figures;
}

const Figure = ({ value, label }) => html`<div class="projects-total"><span class="projects-total-value num">${value}</span><span class="muted">${label}</span></div>`;
const onError = () => toast(t('chart.no_picture'), { kind: 'error' });

function Figures({ summary }) {
  const rate = summary.completionRate > 1 ? Math.round(summary.completionRate) : Math.round(summary.completionRate * 100);
  return html`
    <div class="projects-totals">
      <${Figure} value=${formatNumber(summary.totalTasks)} label=${t('chart.tasks')} />
      <${Figure} value=${formatNumber(summary.completedTasks)} label=${t('chart.done')} />
      <${Figure} value=${`${rate}%`} label=${t('chart.rate')} />
      <${Figure} value=${formatNumber(Math.round(summary.averageVelocity * 10) / 10)} label=${t('chart.velocity')} />
      <${Figure} value=${summary.estimatedCompletion ? shortDay(dayOf(summary.estimatedCompletion)) : '–'} label=${t('chart.estimate')} />
    </div>`;
}

const days = (list) => list.map(({ date }) => shortDay(fromField(date.slice(0, 10))));

export function Charts({ state, project, route }) {
  const span = SPANS[route.query.span] ?? 30;
  const { data, error, load } = useAnalytics(state, span);
  const figures = data.value;
  if (!figures && error.value) return html`<${ErrorState} error=${error.value} onRetry=${load} />`;
  if (!figures) return html`<${Skeleton} lines=${8} height=${28} />`;
  const { burndown, progress, workload, timeline, summary } = figures;
  if (!summary.totalTasks) return html`<${EmptyState} icon="chart-column" title=${t('chart.empty')} />`;
  const file = (name) => `${project.key}-${name}`;
  const last = burndown.at(-1);
  const people = [...workload].sort((a, b) => b.total - b.done - (a.total - a.done)).slice(0, MOST_PEOPLE);
  return html`
    <div class="pane-body" data-testid="charts-view"><div class="page projects-charts">
      <${Segmented} label=${t('chart.span')} hideLabel value=${String(span)} options=${Object.keys(SPANS).map((value) => ({ value, label: t('chart.days', { n: Number(value) }) }))} onChange=${(value) => setQuery({ span: value === '30' ? null : value }, { replace: true })} />
      <${Figures} summary=${summary} />
      <div class="projects-chart-grid">
        <${Chart} title=${t('chart.burndown')} file=${file('burndown')} onError=${onError} summary=${t('chart.burndown_words', { n: last?.remaining ?? last?.actual ?? 0 })}
          chart=${{ kind: 'lines', axis: t('chart.day'), labels: days(burndown), series: [{ name: t('chart.remaining'), values: burndown.map((each) => each.remaining ?? each.actual) }, { name: t('chart.ideal'), values: burndown.map((each) => each.ideal), dashed: true }] }} />
        <${Chart} title=${t('chart.progress')} file=${file('progress')} onError=${onError} summary=${t('projects.progress', { done: progress.done, n: progress.total })}
          chart=${{ kind: 'bars', axis: t('projects.field.status'), labels: [t('projects.status.todo'), t('projects.status.in_progress'), t('projects.status.done')], series: [{ name: t('chart.tasks'), values: [progress.todo, progress.inProgress, progress.done] }] }} />
        <${Chart} title=${t('chart.workload')} file=${file('workload')} onError=${onError} summary=${t('chart.workload_words', { n: people.length })}
          chart=${{ kind: 'stack', axis: t('projects.field.assignee'), labels: people.map((each) => each.userName), series: [{ name: t('projects.status.done'), values: people.map((each) => each.done) }, { name: t('projects.status.in_progress'), values: people.map((each) => each.inProgress) }, { name: t('projects.status.todo'), values: people.map((each) => each.todo) }] }} />
        <${Chart} title=${t('chart.throughput')} file=${file('throughput')} onError=${onError} summary=${t('chart.throughput_words', { n: timeline.reduce((sum, each) => sum + each.completed, 0) })}
          chart=${{ kind: 'bars', axis: t('chart.day'), labels: days(timeline), series: [{ name: t('chart.created'), values: timeline.map((each) => each.created) }, { name: t('chart.completed'), values: timeline.map((each) => each.completed) }] }} />
      </div>
    </div></div>`;
}
