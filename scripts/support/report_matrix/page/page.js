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
    const known = row.cells.filter((cell, i) => isVisible[i] && cell && cell.kind !== "unknown");
    return !row.measured && new Set(known.map(cell => cell.value)).size > 1;
}

function rests(cell, evidence) {
    if (!evidence) return true;
    return evidence === "wrong" ? Boolean(cell?.wrong) : cell?.evidence === evidence;
}

function showRow(line, row, isVisible, choice) {
    const isDifferent = differs(row, isVisible);
    const isIncluded = row.cells.some((cell, i) => isVisible[i] && rests(cell, choice.evidence));
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
        const count = platforms.filter((platform, j) => platform.group === group && isVisible[j]);
        const heading = groupLine.cells[i + 1];
        heading.hidden = !count.length;
        heading.colSpan = count.length || 1;
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
    return [
        ["Answer", cell.value],
        ["Evidence", cell.evidence && `${cell.evidence}: ${meanings[cell.evidence] ?? "nothing"}`],
        ["Detail", cell.detail],
        [expected ? "Expected" : "Predicted", wrong && `${wrong} ${expected ?? ""}`],
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

// ---- Keyboard: the table is one stop, and arrows move in it ----

let current = table.querySelector(".fact td a");

function makeCurrent(answer) {
    current.tabIndex = -1;
    current = answer;
    current.tabIndex = 0;
}

const answerIn = td => (td && !td.hidden ? td.querySelector("a") : null);

function neighbour(td, key) {
    const line = td.parentElement;
    const across = [...line.cells].slice(1);
    const down = lines.filter(([other]) => !other.hidden).map(([other]) => other.cells[td.cellIndex]);
    const at = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -1, ArrowDown: 1 };
    if (key === "Home") return across.find(answerIn);
    if (key === "End") return across.findLast(answerIn);
    const cells = key === "ArrowLeft" || key === "ArrowRight" ? across : down;
    const ahead = at[key] < 0
        ? cells.slice(0, cells.indexOf(td)).reverse()
        : cells.slice(cells.indexOf(td) + 1);
    return ahead.find(answerIn);
}

function onKey(event) {
    const td = event.target.closest?.(".fact td");
    const isArrow = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"];
    if (event.key === "Escape" && !card.hidden) dismiss();
    if (!td || !isArrow.includes(event.key) || event.ctrlKey || event.altKey) return;
    event.preventDefault();
    const answer = answerIn(neighbour(td, event.key));
    if (!answer) return;
    makeCurrent(answer);
    answer.focus();
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

for (const answer of table.querySelectorAll(".fact td a")) answer.tabIndex = -1;
makeCurrent(current);
document.documentElement.classList.add("scripted");
document.addEventListener("keydown", onKey);
table.addEventListener("click", onClick);
filters.addEventListener("input", update);
filters.elements.all.addEventListener("click", showAll);
window.addEventListener("popstate", follow);
filters.hidden = false;
update();
follow();
