import { offerCopies } from './copy.ts';
import { startLiveView } from './live-view.ts';
import { startTable } from './table.ts';
import './style.css';

/** Everything is there without this script; it saves loading pages anew. */
startTable();
startLiveView();
offerCopies();
