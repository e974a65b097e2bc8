import type { BackendChoice, BackendInfo } from '../../base/messages.ts';
import { Menu } from '../kit/Menu.tsx';
import type { AppState } from '../state/app-state.ts';

const NAMES = { webgpu: 'WebGPU', wasm: 'WebAssembly', cpu: 'Plain JavaScript' } as const;

interface BadgeProps {
  readonly device: BackendInfo | undefined;
  readonly asked: BackendChoice;
}

/** Each backend that lanes run on, as a dot that says more in a menu. */
export function Badges({ state }: { readonly state: AppState }) {
  const devices = [
    ...new Map(
      state.lanes.flatMap(({ device }) => (device ? [[device.name + device.adapter, device]] : [])),
    ).values(),
  ];
  const [first] = devices;
  return (
    <Menu
      className="backend"
      name={first ? `Backend: ${NAMES[first.name]}` : 'Backend'}
      summary={
        <>
          <span className="dot" data-backend={first?.name} aria-hidden="true" />
          {first ? NAMES[first.name] : 'Backend'}
        </>
      }
    >
      {devices.length === 0 && <Badge device={undefined} asked={state.backend} />}
      {devices.map((device) => (
        <Badge key={device.name + device.adapter} device={device} asked={state.backend} />
      ))}
    </Menu>
  );
}

/** The backend, its device, and why it was chosen. */
function Badge({ device, asked }: BadgeProps) {
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
