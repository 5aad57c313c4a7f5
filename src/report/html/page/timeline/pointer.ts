import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Run } from '../run.ts';
import { msOf } from './canvas.ts';
import type { Layout } from './layout.ts';
import { clamp, isWhole, panBy, type View, zoomAt } from './view.ts';

const DRAG_MIN = 4;
/** Wheel events closer than this are one gesture. */
const GESTURE_GAP_MS = 220;
const ZOOM_PER_PIXEL = 0.0022;
const WHEEL_PIXELS_MAX = 240;

export interface Pointing {
  readonly onMove: (x: number, y: number) => void;
  readonly onLeave: () => void;
  readonly onClick: (x: number, y: number) => void;
  /** The stretch being drawn over, while the button is held. */
  readonly onDrag: (span: { readonly fromX: number; readonly toX: number } | undefined) => void;
  readonly setView: (view: View) => void;
}

/** Wheel zooms, dragging zooms to what was drawn over, with shift it moves; a double click shows everything. */
export function usePointer(element: RefObject<HTMLElement | null>, run: Run, view: View, layout: Layout, pointing: Pointing): void {
  const latest = useRef({ view, layout, pointing });
  latest.current = { view, layout, pointing };
  useEffect(() => {
    const target = element.current;
    if (target === null) return;
    const { endMs } = run.data;
    const stop = new AbortController();
    const { signal } = stop;
    const place = (event: MouseEvent) => {
      const box = target.getBoundingClientRect();
      return { x: event.clientX - box.left, y: event.clientY - box.top };
    };
    let drag: { x: number; view: View; moved: boolean; shift: boolean } | undefined;

    target.addEventListener('wheel', wheelHandler(target, latest, place, endMs, signal), { passive: false, signal });
    target.addEventListener(
      'pointerdown',
      (event) => {
        if (event.button !== 0) return;
        drag = { x: place(event).x, view: latest.current.view, moved: false, shift: event.shiftKey };
        target.setPointerCapture(event.pointerId);
      },
      { signal },
    );
    target.addEventListener(
      'pointermove',
      (event) => {
        const { x, y } = place(event);
        const { layout: now, pointing: told } = latest.current;
        if (drag !== undefined && (drag.moved || Math.abs(x - drag.x) >= DRAG_MIN)) {
          drag.moved = true;
          const perPixel = (drag.view.toMs - drag.view.fromMs) / now.plotWidth;
          if (drag.shift) told.setView(panBy(drag.view, (drag.x - x) * perPixel, endMs));
          else told.onDrag({ fromX: Math.min(drag.x, x), toX: Math.max(drag.x, x) });
        }
        told.onMove(x, y);
      },
      { signal },
    );
    target.addEventListener(
      'pointerup',
      (event) => {
        const { x, y } = place(event);
        const { layout: now, pointing: told } = latest.current;
        const held = drag;
        drag = undefined;
        told.onDrag(undefined);
        if (held === undefined) return;
        if (!held.moved) told.onClick(x, y);
        else if (!held.shift) {
          const [from, to] = [Math.min(held.x, x), Math.max(held.x, x)].map((at) => msOf({ view: held.view, layout: now }, at));
          told.setView(clamp(Math.max(0, from ?? 0), Math.min(endMs, to ?? endMs), endMs));
        }
      },
      { signal },
    );
    target.addEventListener(
      'pointercancel',
      () => {
        drag = undefined;
        latest.current.pointing.onDrag(undefined);
      },
      { signal },
    );
    target.addEventListener('pointerleave', () => latest.current.pointing.onLeave(), { signal });
    target.addEventListener('dblclick', () => latest.current.pointing.setView({ fromMs: 0, toMs: endMs }), { signal });
    return () => stop.abort();
  }, [element, run]);
}

/** A wheel gesture that began elsewhere scrolls the page on, and so does zooming out of the whole run. */
function wheelHandler(
  target: HTMLElement,
  latest: { readonly current: { readonly view: View; readonly layout: Layout; readonly pointing: Pointing } },
  place: (event: MouseEvent) => { readonly x: number },
  endMs: number,
  signal: AbortSignal,
): (event: WheelEvent) => void {
  let lastAt = Number.NEGATIVE_INFINITY;
  let scrolling = false;
  window.addEventListener(
    'wheel',
    (event) => {
      const continued = event.timeStamp - lastAt < GESTURE_GAP_MS;
      lastAt = event.timeStamp;
      if (!continued) scrolling = !target.contains(event.target as Element);
    },
    { capture: true, passive: true, signal },
  );
  return (event) => {
    const { view, layout, pointing } = latest.current;
    if (scrolling || (event.deltaY > 0 && isWhole(view, endMs))) return;
    event.preventDefault();
    const at = msOf({ view, layout }, place(event).x);
    if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      pointing.setView(panBy(view, (event.deltaX / layout.plotWidth) * (view.toMs - view.fromMs), endMs));
    } else {
      const pixels = Math.min(WHEEL_PIXELS_MAX, Math.max(-WHEEL_PIXELS_MAX, event.deltaMode === 1 ? event.deltaY * 30 : event.deltaY));
      pointing.setView(zoomAt(view, Math.min(Math.max(at, view.fromMs), view.toMs), Math.exp(pixels * ZOOM_PER_PIXEL), endMs));
    }
  };
}
