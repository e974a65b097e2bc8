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
          {asked === 'auto' ? 'Backend: picked at the start' : `Backend: ${NAMES[asked]}, as asked`}
        </strong>
        <span>{asked === 'auto' ? 'WebGPU where there is a graphics processor, else WebAssembly.' : ''}</span>
      </p>
    );
  return (
    <p className="badge">
      <strong>
        {NAMES[device.name]} · {device.adapter}
        {device.software && !/software/i.test(device.adapter) ? ' (software)' : ''}
      </strong>
      <span>{device.reason}</span>
    </p>
  );
}
