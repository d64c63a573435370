/*
 * A decision that waits, in the store's own terms: one row that several processes read, think about and write by
 * compare-and-set on what they read. Two approvers, whatever brings missing context, the worker and its duplicate, the
 * sweeper and an operator race; each may crash between its read and its write, and starts again with a fresh read.
 *
 *   spin -a pending.pml
 *   cc -O2 -DSAFETY -DNOCLAIM -DCOLLAPSE -o pan pan.c && ./pan      the assertions: it ends once, as the table says
 *   cc -O2 -DNFAIR=3 -DCOLLAPSE -o pan pan.c && ./pan -a -f         the claim `ends`: it does end
 *
 * MOVE(from, on, to) is one line of the table in src/pending/pending.ts; a test compares the two.
 */
mtype = { DEFER, STEP_UP, ALLOW, MODIFY, DENY };
mtype = { context_allows, context_narrows, context_denies, context_asks, context_defers, attempts_exhausted, cascade_limit,
  yes, no, approved_allows, approved_narrows, approved_changed, approved_refused, timeout_, kill_switch, session_closed };

#define ATTEMPTS 1
#define ROUNDS 1
#define EXECUTES(s) (s == ALLOW || s == MODIFY)
#define ENDED(s) (s == ALLOW || s == MODIFY || s == DENY)

mtype row = DEFER;      /* the state as committed */
byte version = 0;       /* moves with every commit: the session's head */
bool late = false;      /* the deadline has passed, by the database's clock */
bit said[2];            /* whose yes is recorded for the digest that waits */
byte attempts = 0;      /* re-decisions that deferred again */
byte rounds = 0;        /* times that approval met another digest */
byte ends = 0;          /* terminal receipts */
hidden byte commits;    /* whether the statement just run applied; read in the same step only */

/*
 * The one statement of the store: applied as a whole on the row that was read, or not at all. A new question to people
 * has a deadline and approvals of its own. Part of an atomic step, always.
 */
#define MOVE(from, on, to) \
  if \
  :: (row == from && version == seen && !(EXECUTES(to) && late)) -> \
     assert(!ENDED(row)); \
     assert(on != timeout_ || (late && to == DENY)); \
     assert(from != STEP_UP || to != DEFER); \
     row = to; version++; commits = true; \
     if :: ENDED(to) -> ends++; assert(ends == 1) :: else -> skip fi; \
     if :: (to == STEP_UP && on != yes) -> late = false; said[0] = 0; said[1] = 0 :: else -> skip fi \
  :: else -> commits = false \
  fi; \
  seen = 0

proctype Context() {
  byte seen;
  do
  :: atomic { (row != DEFER) -> break }
  :: atomic { (row == DEFER && !late) -> seen = version };
     if
     :: seen = 0 /* it crashed */
     :: atomic { true -> MOVE(DEFER, context_allows, ALLOW) }
     :: atomic { true -> MOVE(DEFER, context_narrows, MODIFY) }
     :: atomic { true -> MOVE(DEFER, context_denies, DENY) }
     :: atomic { true -> MOVE(DEFER, context_asks, STEP_UP) }
     :: atomic { (attempts < ATTEMPTS) -> MOVE(DEFER, context_defers, DEFER); if :: commits -> attempts++ :: else -> skip fi }
     :: atomic { (attempts == ATTEMPTS) -> MOVE(DEFER, attempts_exhausted, STEP_UP) }
     :: atomic { (attempts == ATTEMPTS) -> MOVE(DEFER, cascade_limit, DENY) }
     fi
  od
}

/* `me` answers once for each digest; the second yes makes `decide` run again before anything executes. */
proctype Approver(bit me) {
  byte seen; bit other;
  do
  :: atomic { (ENDED(row)) -> break }
  :: atomic { (row == STEP_UP && !said[me] && !late) -> seen = version; other = said[1 - me] };
     if
     :: seen = 0 /* it crashed */
     :: atomic { true -> MOVE(STEP_UP, no, DENY) }
     :: atomic { (!other) -> MOVE(STEP_UP, yes, STEP_UP); if :: commits -> said[me] = 1 :: else -> skip fi }
     /* INVARIANT: what executes has two people's yes, and nothing was committed since they were counted. */
     :: atomic { (other) -> MOVE(STEP_UP, approved_allows, ALLOW); assert(!commits || said[1 - me]) }
     :: atomic { (other) -> MOVE(STEP_UP, approved_narrows, MODIFY); assert(!commits || said[1 - me]) }
     :: atomic { (other && rounds < ROUNDS) -> MOVE(STEP_UP, approved_changed, STEP_UP); if :: commits -> rounds++ :: else -> skip fi }
     :: atomic { (other) -> MOVE(STEP_UP, approved_refused, DENY) }
     fi;
     other = 0
  od
}

/* The worker, its duplicate and the sweeper all do the same: they end what is late. The last never stays dead. */
proctype Ender(bit dies) {
  byte seen; mtype was;
  do
  :: atomic { (ENDED(row)) -> break }
  :: atomic { (late && !ENDED(row)) -> seen = version; was = row };
     if
     :: atomic { (dies) -> seen = 0 } /* it crashed */
     :: atomic { (was == DEFER) -> MOVE(DEFER, timeout_, DENY) }
     :: atomic { (was == STEP_UP) -> MOVE(STEP_UP, timeout_, DENY) }
     fi;
     was = 0
  od
}

/* An operator's kill switch or the closing of the session, at any moment or never. */
proctype Operator() {
  byte seen;
  seen = version;
  if
  :: atomic { (row == DEFER) -> MOVE(DEFER, kill_switch, DENY) }
  :: atomic { (row == STEP_UP) -> MOVE(STEP_UP, kill_switch, DENY) }
  :: atomic { (row == DEFER) -> MOVE(DEFER, session_closed, DENY) }
  :: atomic { (row == STEP_UP) -> MOVE(STEP_UP, session_closed, DENY) }
  :: skip
  fi
}

/* Time passes: a wait that is open becomes late, sooner or later. */
proctype Clock() {
  do
  :: atomic { (ENDED(row)) -> break }
  :: atomic { (!ENDED(row) && !late) -> late = true }
  od
}

init {
  atomic { run Context(); run Approver(0); run Approver(1); run Ender(1); run Ender(1); run Ender(0); run Operator(); run Clock() }
}

/* Whatever happens, it ends. */
ltl ends { <> (ENDED(row)) }
