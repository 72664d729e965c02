// SPDX-License-Identifier: MIT
"use strict";

const model = JSON.parse(document.getElementById("data").textContent);
const { platforms, rows } = model;
const meanings = Object.fromEntries(model.evidence);
const table = document.querySelector("#matrix table");
const lines = [...table.querySelectorAll(".fact")].map(line => [line, rows[line.dataset.row]]);
const filters = document.getElementById("filters");
const card = document.getElementById("cell");

// ---- Filters ----

function isShown(platform, { platforms: first, other }) {
    const isOf = choice =>
        choice === `group ${platform.group}` || choice === `platform ${platform.name}`;
    return !first || isOf(first) || isOf(other);
}

// Between what is known; a measurement is another a minute later.
function differs(row, isVisible) {
    const known = row.cells.filter((cell, i) =>
        isVisible[i] && cell && cell.kind !== "unknown");
    return !row.measured && new Set(known.map(cell => cell.value)).size > 1;
}

function rests(cell, evidence) {
    if (!evidence) return true;
    return evidence === "wrong" ? Boolean(cell?.wrong) : cell?.evidence === evidence;
}

function showRow(line, row, isVisible, choice) {
    const isDifferent = differs(row, isVisible);
    const isIncluded = row.cells.some((cell, i) =>
        isVisible[i] && rests(cell, choice.evidence));
    line.classList.toggle("differs", isDifferent);
    line.hidden = !isIncluded || (choice.family && choice.family !== row.family) ||
        (choice.differences && !isDifferent);
    row.cells.forEach((cell, i) => {
        line.cells[i + 1].hidden = !isVisible[i];
        line.cells[i + 1].classList.toggle("off", !rests(cell, choice.evidence));
    });
}

function showHeadings(isVisible) {
    const [groupLine, platformLine] = table.tHead.rows;
    platforms.forEach((_, i) => { platformLine.cells[i].hidden = !isVisible[i]; });
    model.groups.forEach(([group], i) => {
        const of = platforms.filter((platform, j) => platform.group === group && isVisible[j]);
        const heading = groupLine.cells[i + 1];
        heading.hidden = !of.length;
        heading.colSpan = of.length || 1;
    });
    for (const family of table.tBodies) {
        family.hidden = [...family.rows].slice(1).every(line => line.hidden);
    }
}

function update() {
    filters.elements.other.disabled = !filters.elements.platforms.value;
    const choice = Object.fromEntries(new FormData(filters));
    const isVisible = platforms.map(platform => isShown(platform, choice));
    const count = isVisible.filter(Boolean).length;
    lines.forEach(([line, row]) => showRow(line, row, isVisible, choice));
    showHeadings(isVisible);
    document.body.classList.toggle("wide", count > model.most_on_paper);
    const left = lines.filter(([line]) => !line.hidden).length;
    filters.elements.status.value = `${left} of ${rows.length} facts on ` +
        `${count} of ${platforms.length} platforms`;
}

function showAll() {
    filters.reset();
    update();
}

// ---- What is behind an answer ----

function element(name, ...children) {
    const made = document.createElement(name);
    made.append(...children);
    return made;
}

function link({ text, address }) {
    if (!address) return text;
    const made = element("a", text);
    made.href = address;
    return made;
}

function describe(row, platform, cell) {
    const { predicted, expected, wrong } = cell;
    const origin = expected ? ` (${expected})` : "";
    return [
        ["Answer", cell.value],
        ["Evidence", cell.evidence && `${cell.evidence}: ${meanings[cell.evidence]}`],
        ["Detail", cell.detail],
        [expected ? "Expected" : "Predicted", wrong && wrong + origin],
        ["Prediction", predicted && element("span", link(predicted), ` (${predicted.source})`)],
        ["Asked by", row.source && link(row.source)],
        ["Report", link(platform.report)],
    ].filter(([, value]) => value).flatMap(([name, value]) => [
        element("dt", name), element("dd", value),
    ]);
}

function placeOf(td) {
    const row = rows[td.parentElement.dataset.row];
    const number = td.cellIndex - 1;
    return [row, platforms[number], row.cells[number]];
}

function choose(td) {
    const [row, platform, cell] = placeOf(td);
    const close = element("button", "Close");
    close.type = "button";
    close.addEventListener("click", dismiss);
    card.replaceChildren(
        element("h2", `${row.id} on ${platform.name}`),
        element("p", row.text),
        element("dl", ...describe(row, platform, cell)),
        close,
    );
    card.hidden = false;
    table.querySelector(".chosen")?.classList.remove("chosen");
    td.classList.add("chosen");
}

function dismiss() {
    card.hidden = true;
    current.focus();
}

// An address that ends in #fact/platform, also one that the filters hide.
function follow() {
    let td = null;
    try {
        td = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    } catch { /* not an address of this page */ }
    if (!td?.matches(".fact td")) return;
    if (!td.checkVisibility() || td.classList.contains("off")) showAll();
    td.scrollIntoView({ block: "center", inline: "center" });
    makeCurrent(td.firstElementChild);
    choose(td);
}

// ---- Keyboard: the table is one stop, and arrows move between its links ----

let current = table.querySelector(".fact td a");

function makeCurrent(answer) {
    current.tabIndex = -1;
    current = answer;
    current.tabIndex = 0;
}

// In the headings, the corner belongs to the line above.
const missing = line => (line.parentElement === table.tHead ? 1 : 0);
const columnOf = cell => cell.cellIndex + missing(cell.parentElement);
const cellsAcross = line => [...line.cells].filter(cell => !cell.hidden);
const cellsDown = column => [table.tHead.rows[1], ...lines.map(([line]) => line)]
    .filter(line => !line.hidden).map(line => line.cells[column - missing(line)]);

function neighbour(cell, key) {
    const isAcross = !key.endsWith("Up") && !key.endsWith("Down");
    const cells = isAcross ? cellsAcross(cell.parentElement) : cellsDown(columnOf(cell));
    const at = cells.indexOf(cell);
    const ahead = {
        Home: cells,
        End: cells.toReversed(),
        ArrowLeft: cells.slice(0, at).reverse(),
        ArrowUp: cells.slice(0, at).reverse(),
        ArrowRight: cells.slice(at + 1),
        ArrowDown: cells.slice(at + 1),
    }[key];
    return ahead?.find(other => other?.querySelector("a"));
}

function onKey(event) {
    if (event.key === "Escape" && !card.hidden) dismiss();
    const cell = event.target.closest?.("#matrix :is(td, th)");
    if (!cell || event.ctrlKey || event.altKey || event.metaKey) return;
    if (!/^(Arrow(Left|Right|Up|Down)|Home|End)$/.test(event.key)) return;
    event.preventDefault();
    const next = neighbour(cell, event.key)?.querySelector("a");
    if (!next) return;
    makeCurrent(next);
    next.focus();
}

// Without the jump to the top of the table that following the link would be.
function onClick(event) {
    const answer = event.target.closest(".fact td a");
    if (!answer || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    history.pushState(null, "", answer.hash);
    makeCurrent(answer);
    choose(answer.parentElement);
}

for (const each of table.querySelectorAll("a")) each.tabIndex = -1;
makeCurrent(current);
table.parentElement.ariaDescription = "Arrows move between the answers; Enter opens one.";
document.documentElement.classList.add("scripted");
document.addEventListener("keydown", onKey);
table.addEventListener("click", onClick);
filters.addEventListener("input", update);
filters.elements.all.addEventListener("click", showAll);
window.addEventListener("popstate", follow);
filters.hidden = false;
update();
follow();
