// Who is in a project, in which role; adding people, changing roles, taking them out, leaving.

import { html } from 'htm/preact';
import { useEffect, useState } from 'preact/hooks';
import { t } from '../../../lib/i18n.js';
import { matches } from '../../../lib/text.js';
import { navigate } from '../../../state/route.js';
import { addPeople, myId, people, person } from '../../../state/session.js';
import { Avatar, Button, IconButton } from '../../../ui/controls.js';
import { SearchField } from '../../../ui/field.js';
import { announce, confirmDialog, Dialog, openDialog } from '../../../ui/layers.js';
import { addMember, complain, handOver, leaveProject, listMembers, removeMember, searchPeople, setRole } from '../actions.js';
import { canManage, isOwner, ROLES, rolesToGive } from '../model.js';
import { roleText } from './marks.js';

const MOST_OFFERS = 6;

/** Runs an act; a refusal is told. */
const attempt = async (act) => {
  try {
    await act();
    return true;
  } catch (error) {
    complain(error);
    return false;
  }
};

function RoleChoice({ label, value, roles, onChange, disabled }) {
  return html`<select class="input projects-role" aria-label=${label} value=${value} disabled=${disabled} onChange=${(event) => onChange(event.target.value, event.target)}>${roles.map((role) => html`<option key=${role} value=${role} selected=${role === value}>${roleText(role)}</option>`)}</select>`;
}

function Row({ state, project, member }) {
  const each = person(member.userId);
  const name = each.missing ? member.user?.displayName ?? '…' : each.displayName;
  const mine = member.userId === myId();
  const roles = rolesToGive(project);
  const may = canManage(project) && roles.includes(member.role);
  const change = async (role, field) => {
    if (!(await attempt(() => setRole(state, member.userId, role)))) field.value = member.role;
    else announce(t('projects.members.now', { name, role: roleText(role) }));
  };
  const remove = async () => {
    const sure = await confirmDialog({ title: t('projects.members.remove_title', { name }), body: t('projects.members.remove_body'), confirm: t('projects.members.remove'), danger: true });
    if (sure) await attempt(() => removeMember(state, member.userId));
  };
  return html`
    <li class="projects-member">
      <${Avatar} person=${each.missing ? { id: member.userId, displayName: name } : each} size=${32} />
      <span class="grow truncate">${name}${mine && html` <span class="faint">${t('app.you')}</span>`}</span>
      ${may ? html`<${RoleChoice} label=${t('projects.members.role_of', { name })} value=${member.role} roles=${roles} onChange=${change} />` : html`<span class="muted">${roleText(member.role)}</span>`}
      ${may && !mine && html`<${IconButton} small icon="user-minus" label=${t('projects.members.remove_name', { name })} onClick=${remove} />`}
    </li>`;
}

function Adding({ state, project }) {
  const [needle, setNeedle] = useState('');
  const [role, setNewRole] = useState('member');
  const [found, setFound] = useState([]);
  useEffect(() => {
    if (needle.trim().length < 2) return undefined;
    const asking = new AbortController();
    const timer = setTimeout(() => searchPeople(needle.trim(), asking.signal).then((list) => { addPeople(list); setFound(list); }, () => undefined), 120);
    return () => {
      clearTimeout(timer);
      asking.abort();
    };
  }, [needle]);
  const inside = new Set(project.memberIds);
  const known = [...people.value.values(), ...found.filter((each) => !people.value.has(each.id))];
  const offers = needle.trim() ? known.filter((each) => !inside.has(each.id) && !each.disabled && matches(needle, each.displayName, each.email)).sort((a, b) => a.displayName.localeCompare(b.displayName)).slice(0, MOST_OFFERS) : [];
  const add = async (each) => {
    if (!(await attempt(() => addMember(state, each.id, role)))) return;
    setNeedle('');
    announce(t('projects.members.added', { name: each.displayName }));
  };
  return html`
    <section class="projects-adding" aria-label=${t('projects.members.add')}>
      <div class="row"><${SearchField} label=${t('projects.members.find')} value=${needle} onInput=${setNeedle} data-autofocus onKeyDown=${(event) => event.key === 'Enter' && offers[0] && (event.preventDefault(), add(offers[0]))} />
        <${RoleChoice} label=${t('projects.members.new_role')} value=${role} roles=${rolesToGive(project)} onChange=${setNewRole} /></div>
      <ul>${offers.map((each) => html`<li key=${each.id}><button type="button" class="projects-offer" onClick=${() => add(each)}><${Avatar} person=${each} size=${24} /><span class="truncate">${each.displayName}</span><span class="faint truncate">${each.title}</span></button></li>`)}</ul>
      ${needle.trim().length > 1 && !offers.length && html`<p class="field-hint">${t('projects.no_person')}</p>`}
    </section>`;
}

async function leave(state, project, close) {
  const sure = await confirmDialog({ title: t('projects.leave.title', { name: project.name }), body: t('projects.leave.body'), confirm: t('projects.leave'), danger: true });
  if (!sure || !(await attempt(() => leaveProject(state)))) return;
  close();
  if (project.visibility === 'private') navigate('/projects', { replace: true });
}

/** Asks who shall own the project from now on. */
async function give(state, members) {
  const others = members.filter((each) => each.userId !== myId() && each.role !== 'viewer');
  openDialog((close) => html`
    <${Dialog} title=${t('projects.hand_over')} onClose=${close}><p class="dialog-text">${t('projects.hand_over_body')}</p>
      <ul>${others.map((each) => html`<li key=${each.userId}><button type="button" class="projects-offer" onClick=${async () => (await attempt(() => handOver(state, each.userId))) && close()}><${Avatar} person=${person(each.userId)} size=${24} /><span class="truncate">${person(each.userId).displayName}</span></button></li>`)}</ul>
    <//>`);
}

function Members({ state, close }) {
  const project = state.project.value;
  const [more, setMore] = useState([]);
  useEffect(() => {
    if (project.memberCount <= project.members.length) return;
    attempt(async () => {
      const found = [];
      for (let cursor; ;) {
        const page = await listMembers(state, cursor);
        found.push(...page.items);
        cursor = page.nextCursor;
        if (!cursor) break;
      }
      setMore(found);
    });
  }, []);
  const known = new Set(project.members.map((each) => each.userId));
  const members = [...project.members, ...more.filter((each) => !known.has(each.userId))].sort((a, b) => ROLES.indexOf(b.role) - ROLES.indexOf(a.role) || person(a.userId).displayName.localeCompare(person(b.userId).displayName));
  const inside = project.isMember !== false;
  const foot = inside && html`
    ${isOwner(project) && html`<${Button} onClick=${() => give(state, members)}>${t('projects.hand_over')}<//>`}
    <${Button} onClick=${() => leave(state, project, close)}>${t('projects.leave')}<//>`;
  return html`
    <${Dialog} title=${t('projects.members.title')} onClose=${close} footer=${foot}>
      <div class="stack">
        ${canManage(project) && html`<${Adding} state=${state} project=${project} />`}
        <ul class="projects-members">${members.map((each) => html`<${Row} key=${each.userId} state=${state} project=${project} member=${each} />`)}</ul>
        <p class="field-hint">${t('projects.members.hint')}</p>
      </div>
    <//>`;
}

/** Opens the list of members. */
export const openMembers = (state) => void openDialog((close) => html`<${Members} state=${state} close=${close} />`);
