//! Turns, end to end on real parts; only the models say what a test lets them say.

mod lead;
