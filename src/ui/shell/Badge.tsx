import type { BackendChoice, BackendInfo } from '../../base/messages.ts';

const NAMES = { webgpu: 'WebGPU', wasm: 'WebAssembly', cpu: 'Plain JavaScript' } as const;

interface BadgeProps {
  readonly device: BackendInfo | undefined;
  readonly asked: BackendChoice;
}

/** The backend, its device, and why it was chosen. */
export function Badge({ device, asked }: BadgeProps) {
  if (!device)
    return (
      <p className="badge">
        <strong>
          {asked === 'auto' ? 'Backend: chosen when you start' : `Backend: ${NAMES[asked]} (your choice)`}
        </strong>
        <span>{asked === 'auto' ? 'Uses WebGPU if you have a GPU, WebAssembly otherwise.' : ''}</span>
      </p>
    );
  return (
    <p className="badge">
      <strong>
        {NAMES[device.name]} ({device.adapter}
        {device.software && !/software/i.test(device.adapter) ? ', software' : ''})
      </strong>
      <span>{device.reason}</span>
    </p>
  );
}
