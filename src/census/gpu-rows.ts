import { ownMemory } from '../math/kernel/pair-kernels.ts';
import {
  columnGroups,
  columnProgram,
  cosineGroups,
  cosineProgram,
  LEARNT,
  NONE,
  rowProgram,
} from '../math/webgpu/pair-programs.ts';
import { allocated, GpuMemory } from './gpu-memory.ts';
import { allBits, type Met, type PairShape, Stripe, TILE_ROWS, type Tile } from './stripe.ts';

/** Unsure pairs that are read together with what the rows learnt. Most tiles have fewer. */
const FEW_UNSURE = 4096;

/** Columns on the GPU. */
interface Chunk {
  readonly rows: GPUBuffer;
  readonly inverse: GPUBuffer;
  readonly words: GPUBuffer;
  readonly nearest: GPUBuffer;
  readonly params: GPUBuffer;
  readonly bound: readonly [cosines: GPUBindGroup, rows: GPUBindGroup, columns: GPUBindGroup];
  held: number;
}

/** The device's side of a stripe. */
export class GpuRows {
  /** Settles one tile at a time. */
  readonly own: Stripe;
  readonly #device: GPUDevice;
  readonly #memory: GpuMemory;
  readonly #shape: PairShape;
  /** Floats of a row on the GPU, whose vectors have four. */
  readonly #width: number;
  /** Whole numbers that a row learns. */
  readonly #learnt: number;
  readonly #chunkRows: number;
  readonly #chunks: Chunk[] = [];
  /** All rows, for what is done again in float64. */
  readonly #tiles: Tile[] = [];
  readonly #words: BigUint64Array[] = [];
  /** Largest cosines within each tile, which come from int16 and so with a neighbour. */
  readonly #among: ReturnType<Stripe['forget']>[] = [];
  readonly #programs: readonly [
    cosines: GPUComputePipeline,
    rows: GPUComputePipeline,
    columns: GPUComputePipeline,
  ];
  readonly #at: Readonly<
    Record<'tile' | 'inverse' | 'cosines' | 'limits' | 'grid' | 'learnt' | 'unsure' | 'count', GPUBuffer>
  >;

  constructor(device: GPUDevice, module: WebAssembly.Module, shape: PairShape, chunk: number) {
    this.#chunkRows = chunk;
    const { D, epsilons, grid } = shape;
    this.#device = device;
    this.#memory = new GpuMemory(device);
    this.#shape = shape;
    this.own = new Stripe(ownMemory(module), { ...shape, capacity: TILE_ROWS });
    this.#width = 4 * Math.ceil(D / 4);
    this.#learnt = LEARNT + grid.length;
    const sizes = { count: epsilons.length, grids: grid.length, vectors: this.#width / 4, chunk };
    this.#programs = [
      this.#program(cosineProgram(sizes)),
      this.#program(rowProgram(sizes)),
      this.#program(columnProgram(sizes)),
    ];
    this.#at = {
      tile: this.#memory.buffer(TILE_ROWS * this.#width),
      inverse: this.#memory.buffer(TILE_ROWS),
      cosines: this.#memory.buffer(TILE_ROWS * chunk),
      limits: this.#memory.buffer(epsilons.length),
      grid: this.#memory.buffer(Math.max(1, grid.length)),
      learnt: this.#memory.buffer(TILE_ROWS * this.#learnt),
      unsure: this.#memory.buffer(TILE_ROWS * chunk * 2),
      count: this.#memory.buffer(1),
    };
    this.#memory.write(this.#at.limits, Float32Array.from(epsilons));
    this.#memory.write(this.#at.grid, Uint32Array.from(grid));
  }

  async meet(tile: Tile): Promise<Met> {
    const n = tile.inverse.length;
    this.#memory.write(this.#at.learnt, nothingLearnt(n, this.#learnt));
    this.#memory.write(this.#at.tile, this.#wide(tile));
    this.#memory.write(this.#at.inverse, Float32Array.from(tile.inverse));
    const all = await this.#learn(n, 0, this.#chunks.length);
    if (all.unsure) return this.#met(tile, all.learnt, [all.unsure]);
    // more than there is room for: chunk by chunk, each of which has room for all of its pairs
    this.#memory.write(this.#at.learnt, nothingLearnt(n, this.#learnt));
    const unsure: Uint32Array[] = [];
    let learnt = all.learnt;
    for (let i = 0; i < this.#chunks.length; i++) {
      const found = await this.#learn(n, i, i + 1);
      if (found.unsure) unsure.push(found.unsure);
      learnt = found.learnt;
    }
    return this.#met(tile, learnt, unsure);
  }

  async settle(tile: Tile, words: BigUint64Array): Promise<Met> {
    const met = this.own.settle(tile, words);
    let chunk = this.#chunks.at(-1);
    if (!chunk || chunk.held === this.#chunkRows) {
      chunk = await allocated(this.#device, () => this.#chunk());
      this.#chunks.push(chunk);
    }
    this.#memory.write(chunk.rows, this.#wide(tile), chunk.held * this.#width);
    this.#memory.write(chunk.inverse, Float32Array.from(tile.inverse), chunk.held);
    this.#memory.write(chunk.words, new Uint32Array(met.words.buffer), chunk.held * 2);
    this.#memory.write(chunk.nearest, new Float32Array(tile.inverse.length).fill(-2), chunk.held);
    this.#among.push(this.own.forget());
    chunk.held += tile.inverse.length;
    this.#tiles.push(tile);
    this.#words.push(met.words);
    return met;
  }

  async end() {
    const parts = await Promise.all(
      this.#chunks.map(({ nearest, held }) =>
        this.#memory.read([[nearest, held]]).then(([found]) => found ?? []),
      ),
    );
    const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      all.set(new Float32Array(Uint32Array.from(part).buffer), at);
      at += part.length;
    }
    const nearestAt = new Int32Array(all.length).fill(-1);
    this.#among.forEach(({ nearest, nearestAt: neighbours }, t) => {
      nearest.forEach((cosine, i) => {
        const row = t * TILE_ROWS + i;
        if (cosine <= all[row]) return;
        all[row] = cosine;
        nearestAt[row] = neighbours[i];
      });
    });
    return { nearest: all, nearestAt, scatter: this.own.end().scatter };
  }

  destroy(): void {
    this.#memory.destroy();
  }

  /** Lets the tile on the device meet some chunks. Gives what its rows learnt so far, and the unsure pairs unless they are
   *  more than there is room for. */
  async #learn(
    n: number,
    from: number,
    to: number,
  ): Promise<{ learnt: Uint32Array; unsure: Uint32Array | undefined }> {
    const encoder = this.#device.createCommandEncoder();
    encoder.clearBuffer(this.#at.count);
    const pass = encoder.beginComputePass();
    for (let i = from; i < to; i++) {
      const chunk = this.#chunks[i];
      const params = new ArrayBuffer(16);
      new Uint32Array(params).set([n, chunk.held, i * this.#chunkRows]);
      // rounding of a float32 product of D terms
      new Float32Array(params)[3] = (this.#shape.D + 12) * 2 ** -24;
      this.#device.queue.writeBuffer(chunk.params, 0, params);
      const groups = [cosineGroups(chunk.held), n, columnGroups(chunk.held)];
      this.#programs.forEach((program, p) => {
        pass.setPipeline(program);
        pass.setBindGroup(0, chunk.bound[p]);
        pass.dispatchWorkgroups(groups[p]);
      });
    }
    pass.end();
    this.#device.queue.submit([encoder.finish()]);
    const { learnt, count, unsure } = this.#at;
    const [rows, [pairs = 0], few] = await this.#memory.read([
      [learnt, n * this.#learnt],
      [count, 1],
      [unsure, 2 * FEW_UNSURE],
    ]);
    if (pairs <= FEW_UNSURE) return { learnt: rows, unsure: few.subarray(0, 2 * pairs) };
    if (pairs > TILE_ROWS * this.#chunkRows) return { learnt: rows, unsure: undefined };
    const [list] = await this.#memory.read([[unsure, 2 * pairs]]);
    return { learnt: rows, unsure: list };
  }

  /** Settles a tile's unsure pairs in float64, and adds what the device found. */
  #met({ rows, inverse }: Tile, learnt: Uint32Array, unsure: readonly Uint32Array[]): Met {
    const { D, epsilons, grid } = this.#shape;
    const n = inverse.length;
    const width = this.#learnt;
    const floats = new Float32Array(learnt.buffer, learnt.byteOffset, learnt.length);
    const all = allBits(epsilons.length);
    const words = new BigUint64Array(n);
    const coverers = new Int32Array(n * grid.length);
    const nearest = new Float32Array(n);
    let spread = 0;
    for (let i = 0; i < n; i++) {
      const covered = BigInt(learnt[i * width + 2]) | (BigInt(learnt[i * width + 3]) << 32n);
      words[i] = all & ~covered;
      nearest[i] = floats[i * width];
      spread += floats[i * width + 1];
      for (let g = 0; g < grid.length; g++) coverers[i * grid.length + g] = learnt[i * width + LEARNT + g];
    }
    for (const list of unsure)
      for (let at = 0; at < list.length; at += 2) {
        const [i, column] = list.subarray(at, at + 2);
        const t = Math.floor(column / TILE_ROWS);
        const j = column % TILE_ROWS;
        const other = this.#tiles[t];
        let dot = 0;
        for (let d = 0; d < D; d++) dot += rows[i * D + d] * other.rows[j * D + d];
        const distance = 1 - dot * inverse[i] * other.inverse[j];
        const place = epsilons.findIndex((epsilon) => distance < epsilon);
        if (place < 0) continue;
        const covered = this.#words[t][j] & (all ^ allBits(place));
        words[i] &= ~covered;
        grid.forEach((e, g) => {
          const first = coverers[i * grid.length + g];
          if ((covered >> BigInt(e)) & 1n && (first < 0 || column < first))
            coverers[i * grid.length + g] = column;
        });
      }
    return { words, coverers, nearest, spread };
  }

  #chunk(): Chunk {
    const rows = this.#memory.buffer(this.#chunkRows * this.#width);
    const inverse = this.#memory.buffer(this.#chunkRows);
    const words = this.#memory.buffer(this.#chunkRows * 2);
    const nearest = this.#memory.buffer(this.#chunkRows);
    const params = this.#memory.buffer(4, GPUBufferUsage.UNIFORM);
    const at = this.#at;
    const bound = (p: 0 | 1 | 2, buffers: readonly GPUBuffer[]) =>
      this.#device.createBindGroup({
        layout: this.#programs[p].getBindGroupLayout(0),
        entries: [params, ...buffers].map((buffer, binding) => ({ binding, resource: { buffer } })),
      });
    return {
      rows,
      inverse,
      words,
      nearest,
      params,
      bound: [
        bound(0, [at.tile, at.inverse, rows, inverse, at.cosines]),
        bound(1, [at.cosines, words, at.limits, at.grid, at.learnt, at.unsure, at.count]),
        bound(2, [at.cosines, nearest]),
      ],
      held: 0,
    };
  }

  /** A tile's rows, each filled up with zeros to whole vectors. */
  #wide({ rows, inverse }: Tile): Float32Array<ArrayBuffer> {
    const { D } = this.#shape;
    const wide = new Float32Array(inverse.length * this.#width);
    for (let i = 0; i < inverse.length; i++) wide.set(rows.subarray(i * D, (i + 1) * D), i * this.#width);
    return wide;
  }

  #program(code: string): GPUComputePipeline {
    const module = this.#device.createShaderModule({ code });
    return this.#device.createComputePipeline({ layout: 'auto', compute: { module, entryPoint: 'main' } });
  }
}

/** Rows before they met anything. */
function nothingLearnt(n: number, width: number): Uint32Array {
  const learnt = new Uint32Array(n * width).fill(NONE);
  const floats = new Float32Array(learnt.buffer);
  for (let i = 0; i < n; i++) {
    floats[i * width] = -2;
    learnt.fill(0, i * width + 1, i * width + LEARNT);
  }
  return learnt;
}
