;; What the reader does with runs of bytes. They may be read up to 15 bytes past their end, and what is read there does
;; not count. `npm run generate` assembles this into known-bytes.wasm.ts.
(module
  (import "wire" "memory" (memory 1))
  (import "wire" "seed" (global $seed i32))
  (global $odd v128 (v128.const i32x4 0x9e3779b1 0x85ebca6b 0xc2b2ae35 0x27d4eb2f))
  (global $places v128 (v128.const i8x16 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15))

  ;; The place of [from, to) in the table at $sets, set x 4 + way, or -1. For the lines of a table see byte-cache.ts.
  (func (export "find") (param $sets i32) (param $mask i32) (param $from i32) (param $to i32) (result i32)
    (local $length i32) (local $hash i32) (local $set i32) (local $line i32) (local $ways i32) (local $way i32)
    (local.set $length (i32.sub (local.get $to) (local.get $from)))
    (local.set $hash (call $keyHash (local.get $from) (local.get $to)))
    (local.set $set (i32.and (local.get $hash) (local.get $mask)))
    (local.set $line (i32.add (local.get $sets) (i32.shl (local.get $set) (i32.const 6))))
    ;; A bit for each way with that hash and that length.
    (local.set $ways
      (i32x4.bitmask
        (v128.and
          (i32x4.eq (v128.load (local.get $line)) (i32x4.splat (local.get $hash)))
          (i32x4.eq (v128.load offset=16 (local.get $line)) (i32x4.splat (local.get $length))))))
    (block $none
      (loop $next
        (br_if $none (i32.eqz (local.get $ways)))
        (local.set $way (i32.ctz (local.get $ways)))
        (local.set $ways (i32.and (local.get $ways) (i32.sub (local.get $ways) (i32.const 1))))
        (br_if $next
          (i32.eqz
            (call $equal
              (i32.load offset=32 (i32.add (local.get $line) (i32.shl (local.get $way) (i32.const 2))))
              (local.get $from)
              (local.get $length))))
        (return (i32.or (i32.shl (local.get $set) (i32.const 2)) (local.get $way)))))
    (i32.const -1))

  ;; Endpoints differ where they begin (numbers) and where they end (pod, workload, cluster); labels are in between.
  (func $keyHash (export "keyHash") (param $from i32) (param $to i32) (result i32)
    (local $lanes v128)
    (local.set $lanes (i32x4.splat (i32.xor (global.get $seed) (i32.sub (local.get $to) (local.get $from)))))
    (if (i32.gt_u (i32.sub (local.get $to) (local.get $from)) (i32.const 96))
      (then
        (local.set $lanes (call $stir (local.get $lanes) (local.get $from) (i32.add (local.get $from) (i32.const 32))))
        (local.set $from (i32.sub (local.get $to) (i32.const 64)))))
    (i32.wrap_i64 (call $digest (call $stir (local.get $lanes) (local.get $from) (local.get $to)))))

  ;; Puts a 64-bit hash of the text [from, to) at address 0, and answers 1 when it is ASCII.
  (func (export "hashText") (param $from i32) (param $to i32) (result i32)
    (i64.store (i32.const 0) (call $hash64 (local.get $from) (local.get $to)))
    (call $isAscii (local.get $from) (local.get $to)))

  ;; Nothing is compared after this hash: it has 64 bits of state all the way, so that texts that differ in a few places
  ;; only, as numbers that are counted up, collide no sooner than others.
  (func $hash64 (param $from i32) (param $to i32) (result i64)
    (local $hash i64)
    (local $length i64)
    (local.set $hash (i64.extend_i32_u (global.get $seed)))
    (local.set $length (i64.extend_i32_u (i32.sub (local.get $to) (local.get $from))))
    (block $end
      (loop $words
        (br_if $end (i32.gt_s (i32.add (local.get $from) (i32.const 8)) (local.get $to)))
        (local.set $hash (call $mix (local.get $hash) (i64.load (local.get $from))))
        (local.set $from (i32.add (local.get $from) (i32.const 8)))
        (br $words)))
    (call $mix
      (call $mix
        (local.get $hash)
        ;; The bytes that are left, and zeros.
        (i64.and
          (i64.load (local.get $from))
          (i64.sub
            (i64.shl
              (i64.const 1)
              (i64.shl (i64.extend_i32_u (i32.sub (local.get $to) (local.get $from))) (i64.const 3)))
            (i64.const 1))))
      (local.get $length)))

  (func $mix (param $hash i64) (param $word i64) (result i64)
    (local.set $hash
      (i64.mul (i64.xor (local.get $hash) (local.get $word)) (i64.const 0x9e3779b97f4a7c15)))
    (i64.xor (local.get $hash) (i64.shr_u (local.get $hash) (i64.const 32))))

  ;; 1 when all of [from, to) is ASCII.
  (func $isAscii (export "isAscii") (param $from i32) (param $to i32) (result i32)
    (local $all v128)
    (block $end
      (loop $blocks
        (br_if $end (i32.gt_s (i32.add (local.get $from) (i32.const 16)) (local.get $to)))
        (local.set $all (v128.or (local.get $all) (v128.load (local.get $from))))
        (local.set $from (i32.add (local.get $from) (i32.const 16)))
        (br $blocks)))
    (i32.eqz (i8x16.bitmask (v128.or (local.get $all) (call $rest (local.get $from) (local.get $to))))))

  ;; Takes [from, to) into a hash of four lanes, because one chain of multiplications would be slower.
  (func $stir (param $lanes v128) (param $from i32) (param $to i32) (result v128)
    (block $end
      (loop $blocks
        (br_if $end (i32.gt_s (i32.add (local.get $from) (i32.const 16)) (local.get $to)))
        (local.set $lanes
          (i32x4.mul (v128.xor (local.get $lanes) (v128.load (local.get $from))) (global.get $odd)))
        (local.set $lanes (v128.xor (local.get $lanes) (i32x4.shr_u (local.get $lanes) (i32.const 15))))
        (local.set $from (i32.add (local.get $from) (i32.const 16)))
        (br $blocks)))
    (i32x4.mul (v128.xor (local.get $lanes) (call $rest (local.get $from) (local.get $to))) (global.get $odd)))

  ;; What is left of a run, less than 16 bytes, and zeros.
  (func $rest (param $from i32) (param $to i32) (result v128)
    (v128.and
      (v128.load (local.get $from))
      (i8x16.lt_u (global.get $places) (i8x16.splat (i32.sub (local.get $to) (local.get $from))))))

  (func $digest (param $lanes v128) (result i64)
    (local $hash i64)
    (local.set $hash
      (i64.mul
        (i64.xor
          (i64x2.extract_lane 0 (local.get $lanes))
          (i64.rotl (i64x2.extract_lane 1 (local.get $lanes)) (i64.const 31)))
        (i64.const 0x9e3779b97f4a7c15)))
    (local.set $hash (i64.xor (local.get $hash) (i64.shr_u (local.get $hash) (i64.const 32))))
    (local.set $hash (i64.mul (local.get $hash) (i64.const 0xff51afd7ed558ccd)))
    (i64.xor (local.get $hash) (i64.shr_u (local.get $hash) (i64.const 32))))

  (func $equal (param $left i32) (param $right i32) (param $length i32) (result i32)
    (local $end i32)
    (local.set $end (i32.add (local.get $right) (local.get $length)))
    (block $last
      (loop $blocks
        (br_if $last (i32.gt_s (i32.add (local.get $right) (i32.const 64)) (local.get $end)))
        (if (v128.any_true
              (v128.or
                (v128.or
                  (v128.xor (v128.load (local.get $left)) (v128.load (local.get $right)))
                  (v128.xor (v128.load offset=16 (local.get $left)) (v128.load offset=16 (local.get $right))))
                (v128.or
                  (v128.xor (v128.load offset=32 (local.get $left)) (v128.load offset=32 (local.get $right)))
                  (v128.xor (v128.load offset=48 (local.get $left)) (v128.load offset=48 (local.get $right))))))
          (then (return (i32.const 0))))
        (local.set $left (i32.add (local.get $left) (i32.const 64)))
        (local.set $right (i32.add (local.get $right) (i32.const 64)))
        (br $blocks)))
    (block $last
      (loop $blocks
        (br_if $last (i32.gt_s (i32.add (local.get $right) (i32.const 16)) (local.get $end)))
        (if (v128.any_true (v128.xor (v128.load (local.get $left)) (v128.load (local.get $right))))
          (then (return (i32.const 0))))
        (local.set $left (i32.add (local.get $left) (i32.const 16)))
        (local.set $right (i32.add (local.get $right) (i32.const 16)))
        (br $blocks)))
    (i32.eqz
      (v128.any_true
        (v128.xor
          (call $rest (local.get $left) (i32.add (local.get $left) (i32.sub (local.get $end) (local.get $right))))
          (call $rest (local.get $right) (local.get $end)))))))
