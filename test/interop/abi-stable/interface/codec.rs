//! A prefix type inside of the root module, and what each version makes of those of others.
use crate::REVISION;
use abi_stable::{
    prefix_type::{PrefixTypeTrait, WithMetadata},
    std_types::ROption,
    StableAbi,
};

#[repr(C)]
#[derive(StableAbi)]
#[sabi(kind(Prefix))]
pub struct Codec {
    pub id: u32,
    #[sabi(last_prefix_field)]
    pub encode: extern "C" fn(value: u32) -> u32,
    #[cfg(feature = "v1_1")]
    pub decode: extern "C" fn(value: u32) -> u32,
    #[cfg(feature = "v1_2")]
    #[sabi(missing_field(value = 1000))]
    pub bias: u32,
}

/// What a codec looks like to whoever uses it.
#[repr(C)]
#[derive(StableAbi)]
pub struct CodecReading {
    pub reader: u32,
    pub id: u32,
    pub encoded: u32,
    pub decoded: ROption<u32>,
    pub bias: u32,
}

extern "C" fn encode(value: u32) -> u32 {
    value * 10 + REVISION
}

#[cfg(feature = "v1_1")]
extern "C" fn decode(value: u32) -> u32 {
    value / 10
}

pub const CODEC: Codec_Ref = {
    const WHOLE: &WithMetadata<Codec> = &WithMetadata::new(Codec {
        id: 100 + REVISION,
        encode,
        #[cfg(feature = "v1_1")]
        decode,
        #[cfg(feature = "v1_2")]
        bias: 77,
    });
    Codec_Ref(WHOLE.static_as_prefix())
};

pub extern "C" fn use_codec(codec: Codec_Ref) -> CodecReading {
    let encoded = codec.encode()(5);
    #[cfg(feature = "v1_1")]
    let decoded = codec.decode().map(|decode| decode(encoded)).into();
    #[cfg(not(feature = "v1_1"))]
    let decoded = ROption::RNone;
    #[cfg(feature = "v1_2")]
    let bias = codec.bias();
    #[cfg(not(feature = "v1_2"))]
    let bias = 0;
    CodecReading {
        reader: REVISION,
        id: codec.id(),
        encoded,
        decoded,
        bias,
    }
}

pub extern "C" fn relay_codec(codec: Codec_Ref) -> Codec_Ref {
    codec
}

/// A codec that lives on the heap, and for ever.
pub extern "C" fn make_codec(id: u32) -> Codec_Ref {
    Codec {
        id,
        encode,
        #[cfg(feature = "v1_1")]
        decode,
        #[cfg(feature = "v1_2")]
        bias: id + 1,
    }
    .leak_into_prefix()
}
