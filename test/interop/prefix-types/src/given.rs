//! Instances that Rust makes: one sort of prefix type each.

use abi_stable::{
    prefix_type::{PrefixTypeTrait, WithMetadata},
    std_types::RStr,
    StableAbi,
};
use std::marker::PhantomData;

/// Fields of many alignments, of which the first four are the prefix.
#[repr(C)]
#[derive(StableAbi)]
#[sabi(kind(Prefix))]
pub struct Mixed {
    pub a: u64,
    pub b: u8,
    pub c: u16,
    #[sabi(last_prefix_field)]
    pub d: u32,
    pub e: u64,
    pub f: u32,
    pub g: u16,
    pub h: u8,
}

const MIXED: Mixed_Ref = {
    const WHOLE: &WithMetadata<Mixed> = &WithMetadata::new(Mixed {
        a: 5,
        b: 8,
        c: 13,
        d: 21,
        e: 34,
        f: 55,
        g: 89,
        h: 144,
    });
    Mixed_Ref(WHOLE.static_as_prefix())
};

#[no_mangle]
pub extern "C" fn mixed() -> Mixed_Ref {
    MIXED
}

/// Fields that are there in memory, and of which the mask says that some are not.
#[repr(C)]
#[derive(StableAbi)]
#[sabi(kind(Prefix), missing_field(option))]
pub struct Conditional {
    pub first: u32,
    #[sabi(accessible_if = false)]
    pub hidden: u32,
    #[sabi(accessible_if = true)]
    pub shown: u32,
    #[sabi(last_prefix_field)]
    pub last: u32,
    #[sabi(accessible_if = false)]
    pub late_hidden: u64,
    #[sabi(accessible_if = true)]
    pub late_shown: u64,
    pub end: u8,
}

const CONDITIONAL: Conditional_Ref = {
    const WHOLE: &WithMetadata<Conditional> = &WithMetadata::new(Conditional {
        first: 1,
        hidden: 2,
        shown: 3,
        last: 4,
        late_hidden: 5,
        late_shown: 6,
        end: 7,
    });
    Conditional_Ref(WHOLE.static_as_prefix())
};

#[no_mangle]
pub extern "C" fn conditional() -> Conditional_Ref {
    CONDITIONAL
}

#[repr(C, align(32))]
#[derive(StableAbi, Clone, Copy)]
pub struct Align32 {
    pub value: u8,
}

#[repr(C, align(64))]
#[derive(StableAbi, Clone, Copy)]
pub struct Align64 {
    pub value: u16,
}

/// Fields of more alignment than the header has room for.
#[repr(C)]
#[derive(StableAbi)]
#[sabi(kind(Prefix))]
pub struct OverAligned {
    pub a: u8,
    pub b: Align32,
    #[sabi(last_prefix_field)]
    pub c: u16,
    pub d: Align64,
    pub e: u32,
}

const OVER_ALIGNED: OverAligned_Ref = {
    const WHOLE: &WithMetadata<OverAligned> = &WithMetadata::new(OverAligned {
        a: 5,
        b: Align32 { value: 8 },
        c: 13,
        d: Align64 { value: 21 },
        e: 34,
    });
    OverAligned_Ref(WHOLE.static_as_prefix())
};

#[no_mangle]
pub extern "C" fn over_aligned() -> OverAligned_Ref {
    OVER_ALIGNED
}

/// Small fields, and an alignment that was asked for.
#[repr(C, align(32))]
#[derive(StableAbi)]
#[sabi(kind(Prefix))]
pub struct Asked {
    #[sabi(last_prefix_field)]
    pub a: u8,
    pub b: u16,
}

const ASKED: Asked_Ref = {
    const WHOLE: &WithMetadata<Asked> = &WithMetadata::new(Asked { a: 5, b: 8 });
    Asked_Ref(WHOLE.static_as_prefix())
};

#[no_mangle]
pub extern "C" fn asked() -> Asked_Ref {
    ASKED
}

/// No field that every instance has.
#[repr(C)]
#[derive(StableAbi)]
#[sabi(kind(Prefix))]
pub struct Bare {
    pub a: u8,
    pub b: u64,
}

const BARE: Bare_Ref = {
    const WHOLE: &WithMetadata<Bare> = &WithMetadata::new(Bare { a: 5, b: 8 });
    Bare_Ref(WHOLE.static_as_prefix())
};

#[no_mangle]
pub extern "C" fn bare() -> Bare_Ref {
    BARE
}

/// Fields without bytes, which have a bit in the mask all the same.
#[repr(C)]
#[derive(StableAbi)]
#[sabi(kind(Prefix))]
pub struct Empty {
    pub nothing: (),
    pub a: u16,
    #[sabi(last_prefix_field)]
    pub marker: PhantomData<u64>,
    pub none: [u64; 0],
    pub b: u8,
}

const EMPTY: Empty_Ref = {
    const WHOLE: &WithMetadata<Empty> = &WithMetadata::new(Empty {
        nothing: (),
        a: 5,
        marker: PhantomData,
        none: [],
        b: 8,
    });
    Empty_Ref(WHOLE.static_as_prefix())
};

#[no_mangle]
pub extern "C" fn empty() -> Empty_Ref {
    EMPTY
}

/// A prefix type that is used by others.
#[repr(C)]
#[derive(StableAbi)]
#[sabi(kind(Prefix))]
pub struct Leaf {
    pub id: u32,
    #[sabi(last_prefix_field)]
    pub name: RStr<'static>,
    pub scale: extern "C" fn(u32) -> u32,
}

/// Prefix types inside of a prefix type, as fields, parameters and results.
#[repr(C)]
#[derive(StableAbi)]
#[sabi(kind(Prefix))]
pub struct Tree {
    pub first: Leaf_Ref,
    #[sabi(last_prefix_field)]
    pub second: Option<Leaf_Ref>,
    pub absent: Option<Leaf_Ref>,
    pub leaf: extern "C" fn(u32) -> Leaf_Ref,
    pub id_of: extern "C" fn(Leaf_Ref) -> u32,
}

extern "C" fn triple(value: u32) -> u32 {
    value * 3
}

extern "C" fn leaf(id: u32) -> Leaf_Ref {
    Leaf {
        id,
        name: RStr::from_str("leaked"),
        scale: triple,
    }
    .leak_into_prefix()
}

extern "C" fn id_of(leaf: Leaf_Ref) -> u32 {
    leaf.id()
}

const LEAF: Leaf_Ref = {
    const WHOLE: &WithMetadata<Leaf> = &WithMetadata::new(Leaf {
        id: 7,
        name: RStr::from_str("static"),
        scale: triple,
    });
    Leaf_Ref(WHOLE.static_as_prefix())
};

const TREE: Tree_Ref = {
    const WHOLE: &WithMetadata<Tree> = &WithMetadata::new(Tree {
        first: LEAF,
        second: Some(LEAF),
        absent: None,
        leaf,
        id_of,
    });
    Tree_Ref(WHOLE.static_as_prefix())
};

#[no_mangle]
pub extern "C" fn tree() -> Tree_Ref {
    TREE
}
