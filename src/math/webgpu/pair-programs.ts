// The cover of unique prototypes on a GPU, in WGSL: assembly/pairs.ts on a device. Three programs meet a tile of rows with a
// chunk of columns. The first leaves their cosines, the second what each row learns, the third what each column does.

/** Most rows of a tile. */
const TILE_SIDE = 256;
/** Whole numbers that a row learns: its largest cosine as bits, Σ exp(4 cos - 4) as bits, covered bits (low, high), and then
 *  the first coverer at each ε of the grid. */
export const LEARNT = 4;
/** No coverer. */
export const NONE = 0xffffffff;

/** Number of ε, of those in the grid, the vectors of four floats in a row, and the columns of a chunk. */
interface PairSizes {
  readonly chunk: number;
  readonly count: number;
  readonly grids: number;
  readonly vectors: number;
}

/** Threads of a group, in a line. */
const LANES = 64;
/** Side of the block of cosines that a thread computes, and threads along a side of a group. */
const BLOCK = 4;
const SIDE = 8;

/** Groups that compute a tile's cosines with so many columns. */
export const cosineGroups = (columns: number): number =>
  (TILE_SIDE / (BLOCK * SIDE)) * Math.ceil(columns / (BLOCK * SIDE));

/** Groups that go through the columns of a chunk. */
export const columnGroups = (columns: number): number => Math.ceil(columns / LANES);

const PARAMS = `struct Params { rows: u32, columns: u32, first: u32, slack: f32 }
@group(0) @binding(0) var<uniform> params: Params;`;

const times = (count: number) => Array.from({ length: count }, (_, i) => i);

/** Cosines [rows, chunk] of scaled rows with scaled columns, each with 1 / length. */
export function cosineProgram({ vectors, chunk }: PairSizes): string {
  const I = times(BLOCK);
  return `${PARAMS}
@group(0) @binding(1) var<storage, read> a: array<vec4f>;
@group(0) @binding(2) var<storage, read> inverse: array<f32>;
@group(0) @binding(3) var<storage, read> b: array<vec4f>;
@group(0) @binding(4) var<storage, read> columnInverse: array<f32>;
@group(0) @binding(5) var<storage, read_write> cosines: array<f32>;
@compute @workgroup_size(${LANES})
fn main(@builtin(workgroup_id) id: vec3u, @builtin(local_invocation_index) lane: u32) {
  let across = (params.columns + ${BLOCK * SIDE - 1}u) / ${BLOCK * SIDE}u;
  let row = (id.x / across * ${SIDE}u + lane / ${SIDE}u) * ${BLOCK}u;
  let column = (id.x % across * ${SIDE}u + lane % ${SIDE}u) * ${BLOCK}u;
  if (row >= params.rows || column >= params.columns) { return; }
  ${I.map((i) => `let p${i} = min(row + ${i}u, params.rows - 1u) * ${vectors}u;`).join('\n  ')}
  ${I.map((j) => `let q${j} = min(column + ${j}u, params.columns - 1u) * ${vectors}u;`).join('\n  ')}
  ${I.map((i) => I.map((j) => `var s${i}_${j} = 0.0;`).join(' ')).join('\n  ')}
  for (var k = 0u; k < ${vectors}u; k++) {
    ${I.map((i) => `let x${i} = a[p${i} + k];`).join(' ')}
    ${I.map((j) => `let y${j} = b[q${j} + k];`).join(' ')}
    ${I.map((i) => I.map((j) => `s${i}_${j} += dot(x${i}, y${j});`).join(' ')).join('\n    ')}
  }
  ${I.map((i) =>
    I.map(
      (j) =>
        `if (row + ${i}u < params.rows && column + ${j}u < params.columns) { cosines[(row + ${i}u) * ${chunk}u + column + ${j}u] = s${i}_${j} * (inverse[row + ${i}u] * columnInverse[column + ${j}u]); }`,
    ).join('\n  '),
  ).join('\n  ')}
}`;
}

/**
 * Adds what each row learns from a chunk to what earlier chunks taught it. A pair that float32 cannot place on one side of an ε, and
 * that may matter, goes to the list of unsure ones instead: row, column.
 */
export function rowProgram({ count, grids, chunk }: PairSizes): string {
  const width = LEARNT + grids;
  return `${PARAMS}
@group(0) @binding(1) var<storage, read> cosines: array<f32>;
@group(0) @binding(2) var<storage, read> words: array<vec2u>;
@group(0) @binding(3) var<storage, read> limits: array<f32>;
@group(0) @binding(4) var<storage, read> grid: array<u32>;
@group(0) @binding(5) var<storage, read_write> learnt: array<u32>;
@group(0) @binding(6) var<storage, read_write> unsure: array<u32>;
@group(0) @binding(7) var<storage, read_write> unsureCount: array<atomic<u32>>;
var<workgroup> most: array<f32, ${LANES}>;
var<workgroup> sums: array<f32, ${LANES}>;
var<workgroup> low: atomic<u32>;
var<workgroup> high: atomic<u32>;
var<workgroup> first: array<atomic<u32>, ${Math.max(1, grids)}>;
@compute @workgroup_size(${LANES})
fn main(@builtin(workgroup_id) id: vec3u, @builtin(local_invocation_index) lane: u32) {
  let row = id.x;
  let own = row * ${width}u;
  if (lane == 0u) {
    atomicStore(&low, learnt[own + 2u]);
    atomicStore(&high, learnt[own + 3u]);
    for (var g = 0u; g < ${grids}u; g++) { atomicStore(&first[g], learnt[own + ${LEARNT}u + g]); }
  }
  workgroupBarrier();
  let widest = limits[${count - 1}u] + params.slack;
  var largest = -2.0;
  var sum = 0.0;
  for (var j = lane; j < params.columns; j += ${LANES}u) {
    let cosine = cosines[row * ${chunk}u + j];
    largest = max(largest, cosine);
    sum += exp(4.0 * (cosine - 1.0));
    let distance = 1.0 - cosine;
    if (distance >= widest) { continue; }
    let word = words[j];
    if (word.x == 0u && word.y == 0u) { continue; }
    let last = select(firstLeadingBit(word.x), 32u + firstLeadingBit(word.y), word.y != 0u);
    if (distance - params.slack >= limits[last]) { continue; }
    var at = 0u;
    for (; at < ${count}u && distance >= limits[at]; at++) {}
    let above = at < ${count}u && limits[at] - distance <= params.slack;
    let below = at > 0u && distance - limits[max(at, 1u) - 1u] <= params.slack;
    if (above || below) {
      let place = atomicAdd(&unsureCount[0], 1u);
      if (2u * place + 1u < arrayLength(&unsure)) {
        unsure[2u * place] = row;
        unsure[2u * place + 1u] = params.first + j;
      }
      continue;
    }
    if (at >= ${count}u) { continue; }
    let near = vec2u(
      select(0u, 0xffffffffu << at, at < 32u),
      select(0xffffffffu, 0xffffffffu << (max(at, 32u) - 32u), at >= 32u),
    ) & word;
    if (near.x != 0u) { atomicOr(&low, near.x); }
    if (near.y != 0u) { atomicOr(&high, near.y); }
    for (var g = 0u; g < ${grids}u; g++) {
      let e = grid[g];
      let bit = select(near.x >> e, near.y >> (max(e, 32u) - 32u), e >= 32u) & 1u;
      if (bit == 1u) { atomicMin(&first[g], params.first + j); }
    }
  }
  most[lane] = largest;
  sums[lane] = sum;
  for (var half = ${LANES / 2}u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) {
      most[lane] = max(most[lane], most[lane + half]);
      sums[lane] += sums[lane + half];
    }
  }
  workgroupBarrier();
  if (lane == 0u) {
    learnt[own] = bitcast<u32>(max(bitcast<f32>(learnt[own]), most[0]));
    learnt[own + 1u] = bitcast<u32>(bitcast<f32>(learnt[own + 1u]) + sums[0]);
    learnt[own + 2u] = atomicLoad(&low);
    learnt[own + 3u] = atomicLoad(&high);
    for (var g = 0u; g < ${grids}u; g++) { learnt[own + ${LEARNT}u + g] = atomicLoad(&first[g]); }
  }
}`;
}

/** The largest cosine of each column so far. */
export function columnProgram({ chunk }: PairSizes): string {
  return `${PARAMS}
@group(0) @binding(1) var<storage, read> cosines: array<f32>;
@group(0) @binding(2) var<storage, read_write> nearest: array<f32>;
@compute @workgroup_size(${LANES})
fn main(@builtin(global_invocation_id) id: vec3u) {
  let column = id.x;
  if (column >= params.columns) { return; }
  var most = nearest[column];
  for (var row = 0u; row < params.rows; row++) { most = max(most, cosines[row * ${chunk}u + column]); }
  nearest[column] = most;
}`;
}
